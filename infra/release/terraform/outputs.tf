output "bucket" {
  description = "Put originals here."
  value       = local.originals
}

output "domain" {
  description = "Where your own host names must point (CNAME or alias)."
  value       = aws_cloudfront_distribution.images.domain_name
}

output "distribution_id" {
  description = "For invalidations."
  value       = aws_cloudfront_distribution.images.id
}

output "derivatives_bucket" {
  description = "To be emptied before it is destroyed."
  value       = local.keeps ? aws_s3_bucket.derivatives[0].bucket : ""
}

output "bucket_policy" {
  description = "Add this to the policy of an existing bucket."
  value = local.makes_bucket || local.is_regional ? "" : jsonencode({
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = local.served_arn
    Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.images.arn } }
  })
}
