# What a module with a purge refuses before anything is made.
mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }
}

run "a_bucket_elsewhere" {
  command = plan

  variables {
    originals_bucket = "photos"
    originals_region = "eu-west-1"
  }

  expect_failures = [data.aws_region.current]
}

run "a_provider_of_another_region" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = { region = "eu-west-1" }
  }

  expect_failures = [data.aws_region.current]
}

run "a_topic_elsewhere" {
  command = plan

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms"
  }

  expect_failures = [var.alarm_topic_arn]
}

run "one_host_name_that_is_none" {
  command = plan

  variables {
    domain_names = ["images.example.com", "example"]
  }

  expect_failures = [var.domain_names]
}
