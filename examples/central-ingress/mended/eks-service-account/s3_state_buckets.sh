#!/bin/bash
# s3_state_buckets.sh BUCKET REGION PROFILE: the bucket for the state of one account.
set -euo pipefail
aws s3api create-bucket --bucket "$1" --region "$2" --profile "$3" --create-bucket-configuration LocationConstraint="$2"
echo "state goes to $1"
