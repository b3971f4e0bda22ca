connection_name = "connectionv1"
consumer_role   = "arn:aws:iam::111122223333:role/network-role-central"
