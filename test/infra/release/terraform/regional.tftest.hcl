mock_provider "aws" {
  mock_resource "aws_lambda_function_url" {
    defaults = { function_url = "https://abc.lambda-url.us-east-1.on.aws/" }
  }
}

run "the_regional_door" {
  variables {
    originals_bucket = "photos"
    tags             = { stage = "test" }
  }

  assert {
    condition     = aws_lambda_function.origin_response.architectures == tolist(["arm64"]) && !aws_lambda_function.origin_response.publish
    error_message = "The function is of arm64, and has no versions."
  }

  assert {
    condition     = one(aws_lambda_function.origin_response.environment).variables["ORIGINALS"] == "photos"
    error_message = "Its environment names the bucket."
  }

  assert {
    condition     = aws_lambda_function.origin_response.tags == tomap({ project = "images", stage = "test" })
    error_message = "It has the tags of the configuration and of the variable."
  }

  assert {
    condition     = aws_iam_role.origin_response.permissions_boundary == "arn:aws:iam::aws:policy/Boundary"
    error_message = "Its role is bounded."
  }

  assert {
    condition     = aws_lambda_function_url.regional[0].authorization_type == "AWS_IAM" && aws_lambda_function_url.regional[0].invoke_mode == "RESPONSE_STREAM"
    error_message = "Its URL streams, and takes signed requests alone."
  }

  assert {
    condition     = toset([for each in aws_lambda_permission.regional : each.action]) == toset(["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]) && alltrue([for each in aws_lambda_permission.regional : each.source_arn == aws_cloudfront_distribution.images.arn])
    error_message = "This distribution may ask it."
  }

  assert {
    condition     = contains(aws_cloudfront_distribution.images.origin[*].domain_name, "abc.lambda-url.us-east-1.on.aws")
    error_message = "CloudFront asks the URL."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.images.default_cache_behavior[0].lambda_function_association) == 0
    error_message = "No function runs at the edge."
  }

  assert {
    condition     = output.bucket_policy == ""
    error_message = "CloudFront need not read the originals."
  }
}
