# Lambda@Edge takes functions of us-east-1 only: the provider that this module gets must be of that region.
terraform {
  required_version = ">= 1.5"

  required_providers {
    # Older ones don't know nodejs24.x (https://github.com/hashicorp/terraform-provider-aws/issues/44986).
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.19"
    }
  }
}
