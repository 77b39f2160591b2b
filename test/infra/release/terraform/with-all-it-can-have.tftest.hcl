mock_provider "aws" {}

run "all_of_it" {
  variables {
    originals_bucket = "photos"
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.derivatives[0].rule).expiration[0].days == 90
    error_message = "Derivatives expire."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.images.origin) == 2
    error_message = "Large derivatives have an origin of their own."
  }

  assert {
    condition     = aws_cloudfront_distribution.images.ordered_cache_behavior[0].path_pattern == "/_/*"
    error_message = "Their behavior comes first."
  }

  assert {
    condition     = aws_cloudfront_distribution.images.ordered_cache_behavior[*].path_pattern == tolist(["/_/*", "/cdn/*.svg", "/cdn/*", "*.svg"])
    error_message = "The others have the order of the configuration."
  }

  assert {
    condition     = length(aws_cloudfront_function.viewer) == 2
    error_message = "Each path has its viewer function."
  }

  assert {
    condition     = alltrue([for each in aws_cloudfront_function.viewer : each.key_value_store_associations == toset([aws_cloudfront_key_value_store.signing_keys[0].arn])])
    error_message = "Viewer functions read the keys."
  }

  assert {
    condition     = jsondecode(output.bucket_policy).Resource == "arn:${data.aws_partition.current.partition}:s3:::photos/photos/*"
    error_message = "Only the served folder is opened."
  }
}
