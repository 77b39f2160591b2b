mock_provider "aws" {}

run "nothing_beside_the_originals" {
  variables {
    originals_bucket = "photos"
  }

  assert {
    condition     = length(aws_s3_bucket.derivatives) == 0 && length(aws_cloudfront_key_value_store.signing_keys) == 0
    error_message = "Neither a bucket of derivatives nor keys are made."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.images.origin) == 1
    error_message = "There is one origin."
  }
}
