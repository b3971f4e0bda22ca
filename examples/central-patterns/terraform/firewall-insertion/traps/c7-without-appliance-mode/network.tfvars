appliance_mode = "disable"
