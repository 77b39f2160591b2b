mock_provider "aws" {}

run "alarms_dashboard_and_canary" {
  variables {
    name             = "shop"
    originals_bucket = "photos"
    alarm_topic_arn  = "arn:aws:sns:us-east-1:123456789012:alarms"
    domain_names     = ["*.example.com", "images.example.com"]
    certificate_arn  = "arn:aws:acm:us-east-1:123456789012:certificate/1"
  }

  assert {
    condition     = alltrue([for each in aws_cloudwatch_metric_alarm.all : each.alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:alarms"])])
    error_message = "Every alarm reaches the topic."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.all["Failing"].dimensions["DistributionId"] == aws_cloudfront_distribution.images.id
    error_message = "An alarm looks at the distribution."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.all["EdgeErrors"].dimensions["FunctionName"] == "us-east-1.shop-origin-response"
    error_message = "An alarm looks at the replicas of the function."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.all["ViewerErrors"].dimensions["FunctionName"] == "shop-viewer-request" && aws_cloudwatch_metric_alarm.all["ViewerErrorsimgix"].dimensions["FunctionName"] == "shop-viewer-request-imgix"
    error_message = "Each viewer function has alarms of its own."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.all["Growth"].dimensions["stack"] == "edge-images"
    error_message = "Metrics of log lines have the configured name."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.all["PassedThrough"].metric_query) == 4
    error_message = "A rate is computed."
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.all), "DeadLetters")
    error_message = "What is not made has no alarm."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_dashboard.images[0].dashboard_body, aws_cloudfront_distribution.images.id) && !strcontains(aws_cloudwatch_dashboard.images[0].dashboard_body, "@")
    error_message = "The dashboard shows the distribution."
  }

  assert {
    condition     = one(aws_lambda_function.canary[0].environment).variables["SITE"] == "https://images.example.com" && aws_cloudwatch_event_rule.canary[0].schedule_expression == "rate(15 minutes)"
    error_message = "The canary asks the host name, on schedule."
  }
}
