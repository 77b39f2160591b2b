# Which host name the canary asks, and the examples have.
mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = { domain_name = "d111111abcdef8.cloudfront.net" }
  }
}

variables {
  originals_bucket = "photos"
  certificate_arn  = "arn:aws:acm:us-east-1:123456789012:certificate/1"
}

run "none_of_its_own" {
  assert {
    condition     = one(aws_lambda_function.canary.environment).variables["SITE"] == "https://d111111abcdef8.cloudfront.net"
    error_message = "It is CloudFront's."
  }
}

run "its_own" {
  variables {
    domain_names = ["images.example.com", "*.example.com"]
  }

  assert {
    condition     = one(aws_lambda_function.canary.environment).variables["SITE"] == "https://images.example.com" && startswith(output.example, "https://images.example.com/")
    error_message = "It is the first."
  }

  assert {
    condition     = output.domain == "d111111abcdef8.cloudfront.net"
    error_message = "What it must point to is CloudFront's."
  }
}

run "a_wildcard_first" {
  variables {
    domain_names = ["*.example.com", "images.example.com"]
  }

  assert {
    condition     = one(aws_lambda_function.canary.environment).variables["SITE"] == "https://d111111abcdef8.cloudfront.net"
    error_message = "A wildcard is no host name."
  }
}
