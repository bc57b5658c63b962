"""Component types that people may name, whether or not a pack knows them."""

from collections.abc import Mapping

TYPES: dict[str, str] = {
    "aws.apigateway": "Amazon API Gateway",
    "aws.bedrock": "Amazon Bedrock",
    "aws.cloudfront": "Amazon CloudFront distribution",
    "aws.cloudtrail": "AWS CloudTrail",
    "aws.cloudwatch": "Amazon CloudWatch",
    "aws.codepipeline": "AWS CodePipeline or CodeBuild",
    "aws.cognito": "Amazon Cognito user pool",
    "aws.dynamodb": "Amazon DynamoDB table",
    "aws.ec2": "Amazon EC2 instance",
    "aws.ecr": "Amazon ECR repository",
    "aws.ecs": "Amazon ECS or Fargate service",
    "aws.eks": "Amazon EKS cluster",
    "aws.elb": "Elastic Load Balancing",
    "aws.eventbridge": "Amazon EventBridge bus",
    "aws.iam-role": "IAM role",
    "aws.kinesis": "Amazon Kinesis or Firehose stream",
    "aws.kms": "AWS KMS key",
    "aws.lambda": "AWS Lambda function",
    "aws.rds": "Amazon RDS or Aurora database",
    "aws.s3": "Amazon S3 bucket",
    "aws.secretsmanager": "AWS Secrets Manager or Parameter Store",
    "aws.sns": "Amazon SNS topic",
    "aws.sqs": "Amazon SQS queue",
    "aws.stepfunctions": "AWS Step Functions",
    "aws.vpc": "Amazon VPC",
    "aws.waf": "AWS WAF or Shield",
    "ai.llm": "AI model or agent",
    "code.repository": "Code repository",
    "datastore": "Database or file store",
    "external": "External system or vendor",
    "iot.device": "IoT device",
    "mobile.app": "Mobile app",
    "person": "Person",
    "pipeline": "Build and delivery pipeline",
    "saas": "SaaS product",
    "web.app": "Web application or API",
    "web.browser": "Browser",
}
"""Name and what a form calls it; a type that no pack knows gets the general rules."""

OTHER = "other"
"""The type of what is none of these."""


def type_title(type_: str, known: Mapping[str, str]) -> str:
    """What people read for a component type: its title in ``known``, as packs have it, else that of the form."""
    return known.get(type_) or TYPES.get(type_) or ("Something else" if type_ == OTHER else type_)
