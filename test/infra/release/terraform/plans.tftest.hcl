# What the variables change, whatever the configuration of the release is. Answers of AWS are made up.
mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }
}

run "a_new_bucket" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket.originals) == 1 && output.bucket_policy == ""
    error_message = "A bucket is made, whose policy is written."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.originals[0].restrict_public_buckets
    error_message = "It is not public."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.distribution.viewer_certificate).cloudfront_default_certificate
    error_message = "Without a certificate CloudFront's own is used."
  }
}

run "an_existing_bucket" {
  variables {
    name              = "shop"
    originals_bucket  = "photos"
    originals_region  = "eu-west-1"
    originals_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
    domain_names      = ["images.example.com"]
    certificate_arn   = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    web_acl_arn       = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1"
  }

  assert {
    condition     = length(aws_s3_bucket.originals) == 0 && length(aws_s3_bucket_policy.originals_policy) == 0
    error_message = "Neither a bucket nor a policy is made."
  }

  assert {
    condition     = startswith(output.bucket, "photos")
    error_message = "The existing bucket has the originals."
  }

  assert {
    condition     = contains(aws_cloudfront_distribution.distribution.origin[*].domain_name, "photos.s3.eu-west-1.amazonaws.com")
    error_message = "CloudFront asks it in its region."
  }

  assert {
    condition     = startswith(jsondecode(output.bucket_policy).Resource, "arn:aws:s3:::photos/")
    error_message = "Its owner is told the statement for its policy."
  }

  assert {
    condition     = contains(flatten(jsondecode(aws_iam_role_policy.lambda_role_decrypt_originals[0].policy).Statement[*].Resource), var.originals_key_arn)
    error_message = "The function may use the key of the bucket."
  }

  assert {
    condition     = aws_cloudfront_distribution.distribution.aliases == toset(["images.example.com"]) && one(aws_cloudfront_distribution.distribution.viewer_certificate).acm_certificate_arn == var.certificate_arn
    error_message = "The host name has its certificate."
  }

  assert {
    condition     = aws_cloudfront_distribution.distribution.web_acl_id == var.web_acl_arn
    error_message = "The web ACL is in front."
  }

  assert {
    condition     = aws_cloudfront_cache_policy.variant.name == "shop-variant" && aws_lambda_function.origin_response.function_name == "shop-origin-response"
    error_message = "Names begin with that of the module."
  }
}

run "a_name_that_is_too_long" {
  command = plan

  variables {
    name = "a-name-of-more-than-24-chars"
  }

  expect_failures = [var.name]
}
