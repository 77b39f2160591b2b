# Alarms, the dashboard and the canary. What they look at is in settings.json, as the CloudFormation template has it.

locals {
  has_canary = local.settings.canary.minutes > 0
  # In releases with a canary alone.
  canary_code = "${path.module}/${local.settings.canary.code}"
  # What dimensions name, by the words of settings.json.
  monitored = merge(
    {
      ""           = ""
      distribution = aws_cloudfront_distribution.images.id
      function     = aws_lambda_function.origin_response.function_name
      canary       = join("", aws_lambda_function.canary[*].function_name)
    },
    { for name, viewer in aws_cloudfront_function.viewer : name => viewer.name },
  )
}

resource "aws_cloudwatch_metric_alarm" "all" {
  for_each            = local.settings.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.datapoints
  treat_missing_data  = each.value.missing
  alarm_actions       = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
  tags                = local.tags

  namespace   = each.value.metric.namespace
  metric_name = each.value.metric.name
  period      = each.value.metric.period
  statistic   = each.value.metric.statistic
  dimensions  = each.value.metric.name == null ? null : { for name, value in each.value.metric.dimensions : name => "${value.before}${local.monitored[value.of]}" }

  dynamic "metric_query" {
    for_each = each.value.queries

    content {
      id          = metric_query.value.id
      expression  = metric_query.value.expression
      return_data = metric_query.value.returned

      dynamic "metric" {
        for_each = metric_query.value.expression == null ? [metric_query.value.metric] : []

        content {
          namespace   = metric.value.namespace
          metric_name = metric.value.name
          period      = metric.value.period
          stat        = metric.value.statistic
          dimensions  = { for name, value in metric.value.dimensions : name => "${value.before}${local.monitored[value.of]}" }
        }
      }
    }
  }
}

resource "aws_cloudwatch_dashboard" "images" {
  count          = local.settings.dashboard == "" ? 0 : 1
  dashboard_name = var.name
  dashboard_body = replace(local.settings.dashboard, "@distribution@", aws_cloudfront_distribution.images.id)
}

resource "aws_cloudwatch_log_group" "canary" {
  count             = local.has_canary ? 1 : 0
  name              = "/${var.name}/canary"
  retention_in_days = local.settings.log_retention_days
  tags              = local.tags
}

resource "aws_iam_role" "canary" {
  count                = local.has_canary ? 1 : 0
  name_prefix          = "${var.name}-"
  permissions_boundary = local.boundary
  tags                 = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "canary" {
  count = local.has_canary ? 1 : 0
  name  = "WriteLog"
  role  = aws_iam_role.canary[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.canary[0].arn}:*"]
    }]
  })
}

resource "aws_lambda_function" "canary" {
  count            = local.has_canary ? 1 : 0
  function_name    = "${var.name}-canary"
  description      = "Asks the service what npm run prove asks"
  role             = aws_iam_role.canary[0].arn
  filename         = local.canary_code
  source_code_hash = fileexists(local.canary_code) ? filebase64sha256(local.canary_code) : null
  handler          = "index.handler"
  runtime          = local.settings.runtime
  architectures    = ["x86_64"]
  memory_size      = 512
  timeout          = 900
  tags             = local.tags

  environment {
    variables = {
      SITE = "https://${try([for name in var.domain_names : name if !startswith(name, "*")][0], aws_cloudfront_distribution.images.domain_name)}"
    }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.canary[0].name
  }
}

resource "aws_cloudwatch_event_rule" "canary" {
  count               = local.has_canary ? 1 : 0
  name_prefix         = "${var.name}-canary-"
  description         = "Runs the canary"
  schedule_expression = "rate(${local.settings.canary.minutes} minutes)"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "canary" {
  count = local.has_canary ? 1 : 0
  rule  = aws_cloudwatch_event_rule.canary[0].name
  arn   = aws_lambda_function.canary[0].arn

  retry_policy {
    maximum_retry_attempts = 0
  }
}

resource "aws_lambda_permission" "canary" {
  count         = local.has_canary ? 1 : 0
  function_name = aws_lambda_function.canary[0].function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.canary[0].arn
}
