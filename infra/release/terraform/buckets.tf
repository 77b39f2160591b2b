# The bucket of the originals, unless there is one, and that of the derivatives.

resource "aws_s3_bucket" "originals" {
  count         = local.makes_bucket ? 1 : 0
  bucket_prefix = lower("${var.name}-originals-")
  tags          = local.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "originals" {
  count  = local.makes_bucket ? 1 : 0
  bucket = aws_s3_bucket.originals[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "originals" {
  count                   = local.makes_bucket ? 1 : 0
  bucket                  = aws_s3_bucket.originals[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "originals" {
  count  = local.makes_bucket ? 1 : 0
  bucket = aws_s3_bucket.originals[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.originals_arn, "${local.originals_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # At the regional door the function alone reads the originals.
      local.is_regional ? [] : [{
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = local.served_arn
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.images.arn } }
      }],
    )
  })
}

resource "aws_s3_bucket" "derivatives" {
  count         = local.keeps ? 1 : 0
  bucket_prefix = lower("${var.name}-derivatives-")
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "derivatives" {
  count                   = local.keeps ? 1 : 0
  bucket                  = aws_s3_bucket.derivatives[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "derivatives" {
  count  = local.keeps ? 1 : 0
  bucket = aws_s3_bucket.derivatives[0].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = local.settings.derivatives_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "derivatives" {
  count  = local.keeps ? 1 : 0
  bucket = aws_s3_bucket.derivatives[0].id

  cors_rule {
    allowed_origins = local.settings.headers.large.cors_origins
    allowed_methods = ["GET", "HEAD"]
    allowed_headers = ["*"]
    max_age_seconds = 86400
  }
}

resource "aws_s3_bucket_policy" "derivatives" {
  count  = local.keeps ? 1 : 0
  bucket = aws_s3_bucket.derivatives[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.derivatives[0].arn, "${aws_s3_bucket.derivatives[0].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.derivatives[0].arn}/_/*"
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.images.arn } }
      },
    ]
  })
}
