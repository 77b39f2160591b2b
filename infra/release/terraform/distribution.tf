# The viewer function, the policies and the distribution.

locals {
  cache_policies = merge(
    # Drawings are text, which CloudFront compresses with Accept-Encoding in the key.
    {
      for name, compress in { variant = false, drawing = true } : name =>
      { ttl = local.settings.default_ttl, queries = "all", headers = local.settings.negotiation_headers, compress = compress }
    },
    local.keeps ? { large-derivatives = { ttl = 86400, queries = "none", headers = [], compress = true } } : {},
  )
  edge_lambdas = local.is_regional ? [] : [aws_lambda_function.origin_response.qualified_arn]
  header_policies = merge(
    { images = local.settings.headers.images },
    local.keeps ? { large = local.settings.headers.large } : {},
  )
}

resource "aws_cloudfront_key_value_store" "signing_keys" {
  count   = local.settings.has_signing ? 1 : 0
  name    = "${var.name}-signing-keys"
  comment = "Secrets of signatures by their ids"
}

resource "aws_cloudfront_function" "viewer" {
  for_each                     = local.settings.viewer_functions
  name                         = "${var.name}-${each.key}"
  comment                      = "Any query in, the canonical variant out"
  runtime                      = "cloudfront-js-2.0"
  code                         = file("${path.module}/${each.value}")
  publish                      = true
  key_value_store_associations = local.settings.has_signing ? [aws_cloudfront_key_value_store.signing_keys[0].arn] : null
}

resource "aws_cloudfront_cache_policy" "all" {
  for_each    = local.cache_policies
  name        = "${var.name}-${each.key}"
  min_ttl     = 0
  default_ttl = each.value.ttl
  max_ttl     = 31536000

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip   = each.value.compress
    enable_accept_encoding_brotli = each.value.compress

    cookies_config {
      cookie_behavior = "none"
    }

    headers_config {
      header_behavior = length(each.value.headers) == 0 ? "none" : "whitelist"

      dynamic "headers" {
        for_each = length(each.value.headers) == 0 ? [] : [each.value.headers]

        content {
          items = headers.value
        }
      }
    }

    query_strings_config {
      query_string_behavior = each.value.queries
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "all" {
  for_each = local.header_policies
  name     = "${var.name}-${each.key}"

  security_headers_config {
    content_type_options {
      override = true
    }

    dynamic "content_security_policy" {
      for_each = each.value.csp == "" ? [] : [each.value]

      content {
        content_security_policy = content_security_policy.value.csp
        override                = content_security_policy.value.csp_override
      }
    }
  }

  custom_headers_config {
    dynamic "items" {
      for_each = each.value.custom

      content {
        header   = items.value.header
        value    = items.value.value
        override = items.value.override
      }
    }
  }

  dynamic "remove_headers_config" {
    for_each = length(each.value.removed) == 0 ? [] : [each.value.removed]

    content {
      dynamic "items" {
        for_each = remove_headers_config.value

        content {
          header = items.value
        }
      }
    }
  }

  dynamic "cors_config" {
    for_each = length(each.value.cors_origins) == 0 ? [] : [each.value.cors_origins]

    content {
      access_control_allow_credentials = false
      access_control_max_age_sec       = 86400
      origin_override                  = true

      access_control_allow_origins {
        items = cors_config.value
      }

      access_control_allow_methods {
        items = ["GET", "HEAD", "OPTIONS"]
      }

      access_control_allow_headers {
        items = ["*"]
      }

      access_control_expose_headers {
        items = ["*"]
      }
    }
  }
}

resource "aws_cloudfront_origin_access_control" "s3" {
  name                              = "${var.name}-s3"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_origin_access_control" "function" {
  count                             = local.is_regional ? 1 : 0
  name                              = "${var.name}-function"
  origin_access_control_origin_type = "lambda"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "images" {
  comment         = "${var.name}: images, resized at the edge"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = local.settings.http_version
  price_class     = local.settings.price_class
  aliases         = var.domain_names
  web_acl_id      = var.web_acl_arn == "" ? null : var.web_acl_arn
  tags            = local.tags

  origin {
    origin_id                = "originals"
    domain_name              = local.is_regional ? trimsuffix(trimprefix(aws_lambda_function_url.regional[0].function_url, "https://"), "/") : local.originals_domain
    origin_path              = local.prefix == "" || local.is_regional ? "" : "/${local.prefix}"
    origin_access_control_id = local.is_regional ? aws_cloudfront_origin_access_control.function[0].id : aws_cloudfront_origin_access_control.s3.id

    dynamic "custom_origin_config" {
      # CloudFront waits at least as long as the function may run.
      for_each = local.is_regional ? [max(30, local.settings.timeout)] : []

      content {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
        origin_read_timeout    = custom_origin_config.value
      }
    }

    # The function has no environment variables: it reads the name of the bucket here.
    dynamic "custom_header" {
      for_each = local.keeps && !local.is_regional ? [aws_s3_bucket.derivatives[0].bucket_regional_domain_name] : []

      content {
        name  = "x-derivatives-bucket"
        value = custom_header.value
      }
    }

    dynamic "origin_shield" {
      for_each = local.settings.shield_region == "" ? [] : [local.settings.shield_region]

      content {
        enabled              = true
        origin_shield_region = origin_shield.value
      }
    }
  }

  dynamic "origin" {
    for_each = local.keeps ? [aws_s3_bucket.derivatives[0].bucket_regional_domain_name] : []

    content {
      origin_id                = "derivatives"
      domain_name              = origin.value
      origin_access_control_id = aws_cloudfront_origin_access_control.s3.id

      dynamic "origin_shield" {
        for_each = local.settings.shield_region == "" ? [] : [local.settings.shield_region]

        content {
          enabled              = true
          origin_shield_region = origin_shield.value
        }
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = "originals"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = false
    cache_policy_id            = aws_cloudfront_cache_policy.all["variant"].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.all["images"].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.viewer[local.settings.default_function].arn
    }

    dynamic "lambda_function_association" {
      for_each = local.edge_lambdas

      content {
        event_type = "origin-response"
        lambda_arn = lambda_function_association.value
      }
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.keeps ? ["/_/*"] : []

    content {
      path_pattern           = ordered_cache_behavior.value
      target_origin_id       = "derivatives"
      allowed_methods        = ["GET", "HEAD", "OPTIONS"]
      cached_methods         = ["GET", "HEAD"]
      viewer_protocol_policy = "redirect-to-https"
      compress               = true
      cache_policy_id        = aws_cloudfront_cache_policy.all["large-derivatives"].id
      # Managed-CORS-S3Origin, for preflights.
      origin_request_policy_id   = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
      response_headers_policy_id = aws_cloudfront_response_headers_policy.all["large"].id
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.settings.behaviors

    content {
      path_pattern               = ordered_cache_behavior.value.path
      target_origin_id           = "originals"
      allowed_methods            = ["GET", "HEAD", "OPTIONS"]
      cached_methods             = ["GET", "HEAD"]
      viewer_protocol_policy     = "redirect-to-https"
      compress                   = ordered_cache_behavior.value.compress
      cache_policy_id            = aws_cloudfront_cache_policy.all[ordered_cache_behavior.value.policy].id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.all["images"].id

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.viewer[ordered_cache_behavior.value.function].arn
      }

      dynamic "lambda_function_association" {
        for_each = local.edge_lambdas

        content {
          event_type = "origin-response"
          lambda_arn = lambda_function_association.value
        }
      }
    }
  }

  dynamic "custom_error_response" {
    for_each = local.settings.error_ttls

    content {
      error_code            = tonumber(custom_error_response.key)
      error_caching_min_ttl = custom_error_response.value
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.certificate_arn == ""
    acm_certificate_arn            = var.certificate_arn == "" ? null : var.certificate_arn
    minimum_protocol_version       = var.certificate_arn == "" ? null : "TLSv1.2_2021"
    ssl_support_method             = var.certificate_arn == "" ? null : "sni-only"
  }
}
