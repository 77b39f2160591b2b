# The function that makes derivatives, at the edge or regional, its role and its log. Values of the configuration are in settings.json, which the release writes.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  settings  = jsondecode(file("${path.module}/settings.json"))
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id

  tags             = merge(local.settings.tags, var.tags)
  boundary         = local.settings.permissions_boundary == "" ? null : local.settings.permissions_boundary
  makes_bucket     = var.originals_bucket == ""
  keeps            = local.settings.derivatives_days > 0
  prefix           = local.settings.originals.prefix
  originals        = local.makes_bucket ? aws_s3_bucket.originals[0].bucket : var.originals_bucket
  originals_arn    = "arn:${local.partition}:s3:::${local.originals}"
  originals_domain = local.makes_bucket ? aws_s3_bucket.originals[0].bucket_regional_domain_name : "${var.originals_bucket}.s3.${var.originals_region}.amazonaws.com"
  served_arn       = local.prefix == "" ? "${local.originals_arn}/*" : "${local.originals_arn}/${local.prefix}/*"
  is_regional      = local.settings.door == "regional"
  function         = local.is_regional ? "regional" : "origin-response"
  log_group        = "/${var.name}/${local.function}"
}

resource "aws_cloudwatch_log_group" "origin_response" {
  name              = local.log_group
  retention_in_days = local.settings.log_retention_days
  tags              = local.tags
}

resource "aws_iam_role" "origin_response" {
  name_prefix          = "${var.name}-"
  permissions_boundary = local.boundary
  tags                 = local.tags

  # edgelambda replicates the function, lambda runs it.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = concat(["lambda.amazonaws.com"], local.is_regional ? [] : ["edgelambda.amazonaws.com"]) }
    }]
  })
}

resource "aws_iam_role_policy" "origin_response" {
  name = "OriginResponse"
  role = aws_iam_role.origin_response.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Effect = "Allow", Action = ["s3:GetObject"], Resource = [local.served_arn] },
        { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [local.originals_arn] },
        {
          Effect = "Allow"
          # At the edge in whichever region runs it, where Lambda makes the group.
          Action   = concat(local.is_regional ? [] : ["logs:CreateLogGroup"], ["logs:CreateLogStream", "logs:PutLogEvents"])
          Resource = [local.is_regional ? "${aws_cloudwatch_log_group.origin_response.arn}:*" : "arn:${local.partition}:logs:*:${local.account}:log-group:${local.log_group}:*"]
        },
      ],
      local.keeps ? [{
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.derivatives[0].arn}/kept/*", "${aws_s3_bucket.derivatives[0].arn}/_/*"]
      }] : [],
      var.originals_key_arn == "" ? [] : [{
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [var.originals_key_arn]
      }],
    )
  })
}

resource "aws_lambda_function" "origin_response" {
  function_name    = "${var.name}-${local.function}"
  description      = local.is_regional ? "Makes derivatives of the images in S3, for CloudFront" : "Makes derivatives of the images that S3 answers with"
  role             = aws_iam_role.origin_response.arn
  filename         = "${path.module}/${local.settings.code}"
  source_code_hash = filebase64sha256("${path.module}/${local.settings.code}")
  handler          = "index.handler"
  runtime          = local.settings.runtime
  architectures    = [local.is_regional ? "arm64" : "x86_64"]
  memory_size      = local.settings.memory
  timeout          = local.settings.timeout
  publish          = !local.is_regional

  # Replicas outlive the distribution by hours; until then no deletion succeeds.
  skip_destroy = !local.is_regional

  # Lambda@Edge allows neither tags nor variables.
  tags = local.is_regional ? local.tags : null

  dynamic "environment" {
    for_each = local.is_regional ? [local.keeps ? { DERIVATIVES = aws_s3_bucket.derivatives[0].bucket } : {}] : []

    content {
      variables = merge({ ORIGINALS = local.originals }, environment.value)
    }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.origin_response.name
  }
}

# The URL of the regional function: it streams, and only CloudFront may ask it, with a signature.
resource "aws_lambda_function_url" "regional" {
  count              = local.is_regional ? 1 : 0
  function_name      = aws_lambda_function.origin_response.function_name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"
}

# Asking a URL takes both permissions. (The provider knows invoked_via_function_url from 6.29 on only; CloudFront asks through the URL alone.)
resource "aws_lambda_permission" "regional" {
  for_each               = local.is_regional ? { InvokeFunctionUrl = "AWS_IAM", InvokeFunction = null } : {}
  function_name          = aws_lambda_function.origin_response.function_name
  action                 = "lambda:${each.key}"
  function_url_auth_type = each.value
  principal              = "cloudfront.amazonaws.com"
  source_arn             = aws_cloudfront_distribution.images.arn
}
