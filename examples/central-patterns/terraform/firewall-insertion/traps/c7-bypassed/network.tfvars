propagates_past_firewall = ["ingress", "eks"]
