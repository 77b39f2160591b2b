variable "name" {
  description = "The first part of every name; two uses in one account need two."
  type        = string
  default     = "edge-images"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,25}$", var.name))
    error_message = "A letter, then up to 25 of A-Z a-z 0-9 -."
  }
}

variable "originals_bucket" {
  description = "An existing bucket with the originals; a new one is made if empty."
  type        = string
  default     = ""
}

variable "originals_region" {
  description = "The region of the existing bucket."
  type        = string
  default     = "us-east-1"
}

variable "originals_key_arn" {
  description = "The KMS key of the existing bucket, if it has one of yours."
  type        = string
  default     = ""
}

variable "domain_names" {
  description = "Host names of your own."
  type        = list(string)
  default     = []
}

variable "certificate_arn" {
  description = "Their ACM certificate, in us-east-1."
  type        = string
  default     = ""
}

variable "web_acl_arn" {
  description = "A web ACL for CloudFront."
  type        = string
  default     = ""
}

variable "tags" {
  description = "Tags of what can have them, beside those of the configuration; Lambda@Edge allows none on its function."
  type        = map(string)
  default     = {}
}

variable "alarm_topic_arn" {
  description = "An SNS topic of us-east-1 for the alarms, where the configuration has monitoring."
  type        = string
  default     = ""
}
