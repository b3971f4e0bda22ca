/**
 * Arguments of the resources and data sources of hashicorp/aws 6.66.0 (MPL-2.0, Copyright HashiCorp, Inc. / IBM Corp.),
 * made by scripts/provider-schema (its README.md has the letters) of @cdktn/provider-aws 25.7.0, MPL-2.0.
 */
export const terraformAwsSchema = `6.66.0
accessanalyzer_analyzer analyzer_name! arn. id~ region~ tags{s tags_all~{s type configuration#174
accessanalyzer_archive_rule analyzer_name! id~ region~ rule_name! filter!#s75
account_alternate_contact account_id alternate_contact_type! email_address! id~ name! phone_number! title! timeouts#o76
account_primary_contact account_id address_line_1! address_line_2 address_line_3 city! company_name country_code! district_or_county full_name! id~ phone_number! postal_code! state_or_region website_url
account_region account_id enabled!b id~ opt_status. region_name! timeouts#o77
accountaccess_application arn. region~ tags{s tags_all.{s tenant_id. identity_source#l79 timeouts#o80
accountaccess_entitlement application_arn! entitlement_id. region~ entitlement#l84
acm_certificate arn. certificate_authority_arn certificate_body certificate_chain domain_name~ domain_validation_options.@s85 early_renewal_duration id~ key_algorithm~ not_after. not_before. pending_renewal.b private_key private_key_wo private_key_wo_version:n region~ renewal_eligibility. renewal_summary.@l86 status. subject_alternative_names~(s tags{s tags_all~{s type. validation_emails.[s validation_method~ options#187 validation_option#s88
acm_certificate_validation certificate_arn! id~ region~ validation_record_fqdns(s timeouts#o89
acmpca_certificate api_passthrough arn. certificate. certificate_authority_arn! certificate_chain. certificate_signing_request! id~ region~ signing_algorithm! template_arn validity!#190
acmpca_certificate_authority arn. certificate. certificate_chain. certificate_signing_request. enabled:b id~ key_storage_security_standard~ not_after. not_before. permanent_deletion_time_in_days:n region~ serial. tags{s tags_all~{s type usage_mode~ certificate_authority_configuration!#192 revocation_configuration#195 timeouts#o89
acmpca_certificate_authority_certificate certificate! certificate_authority_arn! certificate_chain id~ region~
acmpca_permission actions!(s certificate_authority_arn! id~ policy. principal! region~ source_account~
acmpca_policy id~ policy! region~ resource_arn!
agentregistry_registry description name! region~ registry_arn. registry_id. tags{s tags_all.{s approval_configuration#l96 auto_detection_configuration#l97 discovery_configuration#l107 encryption_configuration#l108 timeouts#o76
ami architecture arn. boot_mode deprecation_time description ena_support:b hypervisor. id~ image_location~ image_owner_alias. image_type. imds_support kernel_id last_launched_time. manage_ebs_snapshots.b name! owner_id. platform. platform_details. public.b ramdisk_id region~ root_device_name root_snapshot_id. sriov_net_support tags{s tags_all~{s tpm_support uefi_data usage_operation. virtualization_type ebs_block_device#s109 ephemeral_block_device#s110 timeouts#o76
ami_copy architecture. arn. boot_mode. deprecation_time description destination_outpost_arn ena_support.b encrypted:b hypervisor. id~ image_location. image_owner_alias. image_type. imds_support. kernel_id. kms_key_id~ last_launched_time. manage_ebs_snapshots.b name! owner_id. platform. platform_details. public.b ramdisk_id. region~ root_device_name. root_snapshot_id. source_ami_id! source_ami_region! sriov_net_support. tags{s tags_all~{s tpm_support. uefi_data. usage_operation. virtualization_type. ebs_block_device#s111 ephemeral_block_device#s112 timeouts#o76
ami_from_instance architecture. arn. boot_mode. deprecation_time description ena_support.b hypervisor. id~ image_location. image_owner_alias. image_type. imds_support. kernel_id. last_launched_time. manage_ebs_snapshots.b name! owner_id. platform. platform_details. public.b ramdisk_id. region~ root_device_name. root_snapshot_id. snapshot_without_reboot:b source_instance_id! sriov_net_support. tags{s tags_all~{s tpm_support. uefi_data. usage_operation. virtualization_type. ebs_block_device#s111 ephemeral_block_device#s112 timeouts#o76
ami_launch_permission account_id group id~ image_id! organization_arn organizational_unit_arn region~
amplify_app access_token arn. auto_branch_creation_patterns(s basic_auth_credentials build_spec~ compute_role_arn custom_headers~ default_domain. description enable_auto_branch_creation:b enable_basic_auth:b enable_branch_auto_build:b enable_branch_auto_deletion:b environment_variables{s iam_service_role_arn id~ name! oauth_token platform production_branch.@l113 region~ repository tags{s tags_all~{s auto_branch_creation_config#1114 cache_config#1115 custom_rule#l116 job_config#1117
amplify_backend_environment app_id! arn. deployment_artifacts~ environment_name! id~ region~ stack_name~
amplify_branch app_id! arn. associated_resources.[s backend_environment_arn basic_auth_credentials branch_name! custom_domains.[s description destination_branch. display_name~ enable_auto_build:b enable_basic_auth:b enable_notification:b enable_performance_mode:b enable_pull_request_preview:b enable_skew_protection:b environment_variables{s framework id~ pull_request_environment_name region~ source_branch. stage tags{s tags_all~{s ttl
amplify_domain_association app_id! arn. certificate_verification_dns_record. domain_name! enable_auto_sub_domain:b id~ region~ wait_for_verification:b certificate_settings#1118 sub_domain!#s119
amplify_webhook app_id! arn. branch_name! description id~ region~ url.
api_gateway_account api_key_version. cloudwatch_role_arn~ features.(s id. region~ throttle_settings.@l120
api_gateway_api_key arn. created_date. customer_id description enabled:b id~ last_updated_date. name! region~ tags{s tags_all~{s value~
api_gateway_authorizer arn. authorizer_credentials authorizer_result_ttl_in_seconds:n authorizer_uri id~ identity_source identity_validation_expression name! provider_arns(s region~ rest_api_id! type
api_gateway_base_path_mapping api_id! base_path domain_name! domain_name_id id~ region~ stage_name
api_gateway_client_certificate arn. created_date. description expiration_date. id~ pem_encoded_certificate. region~ tags{s tags_all~{s
api_gateway_deployment created_date. description id~ region~ rest_api_id! triggers{s variables{s
api_gateway_documentation_part documentation_part_id. id~ properties! region~ rest_api_id! location!#1121
api_gateway_documentation_version description id~ region~ rest_api_id! version!
api_gateway_domain_name arn. certificate_arn certificate_body certificate_chain certificate_name certificate_private_key certificate_upload_date. cloudfront_domain_name. cloudfront_zone_id. domain_name! domain_name_id. endpoint_access_mode id~ ownership_verification_certificate_arn~ policy region~ regional_certificate_arn regional_certificate_name regional_domain_name. regional_zone_id. routing_mode~ security_policy~ tags{s tags_all~{s endpoint_configuration#1122 mutual_tls_authentication#1123 timeouts#o77
api_gateway_domain_name_access_association access_association_source! access_association_source_type! arn. domain_name_arn! id. region~ tags{s tags_all.{s
api_gateway_gateway_response id~ region~ response_parameters{s response_templates{s response_type! rest_api_id! status_code
api_gateway_integration cache_key_parameters(s cache_namespace~ connection_id connection_type content_handling credentials http_method! id~ integration_http_method integration_target passthrough_behavior~ region~ request_parameters{s request_templates{s resource_id! response_transfer_mode~ rest_api_id! timeout_milliseconds:n type! uri tls_config#1124
api_gateway_integration_response content_handling http_method! id~ region~ resource_id! response_parameters{s response_templates{s rest_api_id! selection_pattern status_code!
api_gateway_method api_key_required:b authorization! authorization_scopes(s authorizer_id http_method! id~ operation_name region~ request_models{s request_parameters{b request_validator_id resource_id! rest_api_id!
api_gateway_method_response http_method! id~ region~ resource_id! response_models{s response_parameters{b rest_api_id! status_code!
api_gateway_method_settings id~ method_path! region~ rest_api_id! stage_name! settings!#1125
api_gateway_model content_type! description id~ name! region~ rest_api_id! schema
api_gateway_request_validator id~ name! region~ rest_api_id! validate_request_body:b validate_request_parameters:b
api_gateway_resource id~ parent_id! path. path_part! region~ rest_api_id!
api_gateway_rest_api api_key_source~ arn. binary_media_types~[s body created_date. description~ disable_execute_api_endpoint~b endpoint_access_mode execution_arn. fail_on_warnings:b id~ minimum_compression_size~ name! parameters{s policy~ put_rest_api_mode region~ root_resource_id. security_policy~ tags{s tags_all~{s endpoint_configuration#1126 timeouts#o76
api_gateway_rest_api_policy id~ policy! region~ rest_api_id!
api_gateway_rest_api_put body! fail_on_warnings~b parameters{s region~ rest_api_id! triggers{s timeouts#o89
api_gateway_stage arn. cache_cluster_enabled:b cache_cluster_size client_certificate_id deployment_id! description documentation_version execution_arn. id~ invoke_url. region~ rest_api_id! stage_name! tags{s tags_all~{s variables{s web_acl_arn. xray_tracing_enabled:b access_log_settings#1127 canary_settings#1128
api_gateway_usage_plan arn. description id~ name! product_code region~ tags{s tags_all~{s api_stages#s130 quota_settings#1131 throttle_settings#1132
api_gateway_usage_plan_key id~ key_id! key_type! name. region~ usage_plan_id! value.
api_gateway_vpc_link arn. description id~ name! region~ tags{s tags_all~{s target_arns![s
apigatewayv2_api api_endpoint. api_key_selection_expression arn. body credentials_arn description disable_execute_api_endpoint:b execution_arn. fail_on_warnings:b id~ ip_address_type~ name! protocol_type! region~ route_key route_selection_expression tags{s tags_all~{s target version cors_configuration#1133
apigatewayv2_api_mapping api_id! api_mapping_key domain_name! id~ region~ stage!
apigatewayv2_authorizer api_id! authorizer_credentials_arn authorizer_payload_format_version authorizer_result_ttl_in_seconds~n authorizer_type! authorizer_uri enable_simple_responses:b id~ identity_sources(s name! region~ jwt_configuration#1134 timeouts#o135
apigatewayv2_deployment api_id! auto_deployed.b description id~ region~ triggers{s
apigatewayv2_domain_name api_mapping_selection_expression. arn. domain_name! id~ region~ routing_mode~ tags{s tags_all~{s domain_name_configuration!#1136 mutual_tls_authentication#1123 timeouts#o77
apigatewayv2_integration api_id! connection_id connection_type content_handling_strategy credentials_arn description id~ integration_method integration_response_selection_expression. integration_subtype integration_type! integration_uri passthrough_behavior payload_format_version region~ request_parameters{s request_templates{s template_selection_expression timeout_milliseconds~n response_parameters#s137 tls_config#1138
apigatewayv2_integration_response api_id! content_handling_strategy id~ integration_id! integration_response_key! region~ response_templates{s template_selection_expression
apigatewayv2_model api_id! content_type! description id~ name! region~ schema!
apigatewayv2_route api_id! api_key_required:b authorization_scopes(s authorization_type authorizer_id id~ model_selection_expression operation_name region~ request_models{s route_key! route_response_selection_expression target request_parameter#s139
apigatewayv2_route_response api_id! id~ model_selection_expression region~ response_models{s route_id! route_response_key!
apigatewayv2_routing_rule domain_name! priority!n region~ routing_rule_arn. routing_rule_id. action#l141 condition#l145
apigatewayv2_stage api_id! arn. auto_deploy:b client_certificate_id deployment_id~ description execution_arn. id~ invoke_url. name! region~ stage_variables{s tags{s tags_all~{s access_log_settings#1127 default_route_settings#1146 route_settings#s147
apigatewayv2_vpc_link arn. id~ name! region~ security_group_ids!(s subnet_ids!(s tags{s tags_all~{s
app_cookie_stickiness_policy cookie_name! id~ lb_port!n load_balancer! name! region~
appautoscaling_policy alarm_arns.[s arn. id~ name! policy_type region~ resource_id! scalable_dimension! service_namespace! predictive_scaling_policy_configuration#1154 step_scaling_policy_configuration#1156 target_tracking_scaling_policy_configuration#1161
appautoscaling_scheduled_action arn. end_time id~ name! region~ resource_id! scalable_dimension! schedule! service_namespace! start_time timezone scalable_target_action!#1162
appautoscaling_target arn. id~ max_capacity!n min_capacity!n region~ resource_id! role_arn~ scalable_dimension! service_namespace! tags{s tags_all~{s suspended_state#1163
appconfig_application arn. description id~ name! region~ tags{s tags_all~{s
appconfig_configuration_profile application_id! arn. configuration_profile_id. description id~ kms_key_identifier location_uri! name! region~ retrieval_role_arn tags{s tags_all~{s type validator#s164
appconfig_deployment application_id! arn. configuration_profile_id! configuration_version! deployment_number.n deployment_strategy_id! description environment_id! id~ kms_key_arn. kms_key_identifier region~ state. tags{s tags_all~{s
appconfig_deployment_strategy arn. deployment_duration_in_minutes!n description final_bake_time_in_minutes:n growth_factor!n growth_type id~ name! region~ replicate_to! tags{s tags_all~{s
appconfig_environment application_id! arn. description~ environment_id. id. name! region~ state. tags{s tags_all.{s monitor#s165
appconfig_extension arn. description~ id~ name! region~ tags{s tags_all~{s version.n action_point!#s167 parameter#s168
appconfig_extension_association arn. extension_arn! extension_version.n id~ parameters{s region~ resource_arn!
appconfig_hosted_configuration_version application_id! arn. configuration_profile_id! content! content_type! description id~ region~ version_label version_number.n
appfabric_app_authorization app! app_bundle_arn! arn. auth_type! auth_url. created_at. id. persona. region~ tags{s tags_all.{s updated_at. credential#l171 tenant#l172 timeouts#o76
appfabric_app_authorization_connection app. app_authorization_arn! app_bundle_arn! id. region~ tenant.@l173 auth_request#l174 timeouts#o89
appfabric_app_bundle arn. customer_managed_key_arn id. region~ tags{s tags_all.{s
appfabric_ingestion app! app_bundle_arn! arn. id. ingestion_type! region~ tags{s tags_all.{s tenant_id!
appfabric_ingestion_destination app_bundle_arn! arn. id. ingestion_arn! region~ tags{s tags_all.{s destination_configuration#l179 processing_configuration#l181 timeouts#o76
appflow_connector_profile arn. connection_mode! connector_label connector_type! credentials_arn. id~ kms_arn~ name! region~ connector_profile_config!#1208
appflow_flow arn. description flow_status. id~ kms_arn~ name! region~ tags{s tags_all~{s destination_flow_config!#l227 metadata_catalog_config#1229 source_flow_config!#1240 task!#s242 trigger_config!#1245
appintegrations_data_integration arn. description id~ kms_key! name! region~ source_uri! tags{s tags_all~{s schedule_config!#1246
appintegrations_event_integration arn. description eventbridge_bus! id~ name! region~ tags{s tags_all~{s event_filter!#1247
applicationinsights_application arn. auto_config_enabled:b auto_create:b cwe_monitor_enabled:b grouping_type id~ ops_center_enabled:b ops_item_sns_topic_arn region~ resource_group_name! tags{s tags_all~{s
appmesh_gateway_route arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s virtual_gateway_name! spec!#1267
appmesh_mesh arn. created_date. id~ last_updated_date. mesh_owner. name! region~ resource_owner. tags{s tags_all~{s spec#1270
appmesh_route arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s virtual_router_name! spec!#1284
appmesh_virtual_gateway arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s spec!#1313
appmesh_virtual_node arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s spec!#1324
appmesh_virtual_router arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s spec!#1326
appmesh_virtual_service arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. tags{s tags_all~{s spec!#1330
apprunner_auto_scaling_configuration_version arn. auto_scaling_configuration_name! auto_scaling_configuration_revision.n has_associated_service.b id~ is_default.b latest.b max_concurrency:n max_size:n min_size:n region~ status. tags{s tags_all~{s
apprunner_connection arn. connection_name! id~ provider_type! region~ status. tags{s tags_all~{s
apprunner_custom_domain_association certificate_validation_records.@s331 dns_target. domain_name! enable_www_subdomain:b id~ region~ service_arn! status.
apprunner_default_auto_scaling_configuration_version auto_scaling_configuration_arn! id. region~
apprunner_deployment id. operation_id. region~ service_arn! status. timeouts#o89
apprunner_observability_configuration arn. id~ latest.b observability_configuration_name! observability_configuration_revision.n region~ status. tags{s tags_all~{s trace_configuration#1332
apprunner_service arn. auto_scaling_configuration_arn~ id~ region~ service_id. service_name! service_url. status. tags{s tags_all~{s encryption_configuration#1333 health_check_configuration#1334 instance_configuration#1335 network_configuration#1338 observability_configuration#1339 source_configuration!#1346
apprunner_vpc_connector arn. id~ region~ security_groups!(s status. subnets!(s tags{s tags_all~{s vpc_connector_name! vpc_connector_revision.n
apprunner_vpc_ingress_connection arn. domain_name. id~ name! region~ service_arn! status. tags{s tags_all~{s ingress_vpc_configuration!#1347
appstream_directory_config created_time. directory_name! id~ organizational_unit_distinguished_names!(s region~ certificate_based_auth_properties#1348 service_account_credentials!#1349
appstream_fleet arn. created_time. description~ disconnect_timeout_in_seconds~n display_name~ enable_default_internet_access~b fleet_type~ iam_role_arn~ id~ idle_disconnect_timeout_in_seconds:n image_arn~ image_name~ instance_type! max_sessions_per_instance:n max_user_duration_in_seconds~n name! region~ state. stream_view~ tags{s tags_all~{s compute_capacity!#1350 domain_join_info#1351 vpc_config#1352
appstream_fleet_stack_association fleet_name! id~ region~ stack_name!
appstream_image_builder appstream_agent_version~ arn. created_time. description~ display_name~ enable_default_internet_access~b iam_role_arn~ id~ image_arn~ image_name~ instance_type! name! region~ state. tags{s tags_all~{s access_endpoint#s353 domain_join_info#1354 vpc_config#1355
appstream_stack arn. created_time. description display_name embed_host_domains~(s feedback_url~ id~ name! redirect_url~ region~ tags{s tags_all~{s access_endpoints#s353 application_settings#1356 storage_connectors#s357 streaming_experience_settings#1358 user_settings#s359
appstream_user arn. authentication_type! created_time. enabled:b first_name id~ last_name region~ send_email_notification:b user_name!
appstream_user_stack_association authentication_type! id~ region~ send_email_notification:b stack_name! user_name!
appsync_api api_arn. api_id. dns.{s name! owner_contact region~ tags{s tags_all.{s waf_web_acl_arn. xray_enabled.b event_config#l366
appsync_api_cache api_caching_behavior! api_id! at_rest_encryption_enabled~b id~ region~ transit_encryption_enabled~b ttl!n type!
appsync_api_key api_id! api_key_id. description expires id~ key. region~
appsync_channel_namespace api_id! channel_namespace_arn. code_handlers name! region~ tags{s tags_all.{s handler_configs#l370 publish_auth_mode#l364 subscribe_auth_mode#l364
appsync_datasource api_id! arn. description id~ name! region~ service_role_arn type! dynamodb_config#1372 elasticsearch_config#1373 event_bridge_config#1374 http_config#1377 lambda_config#1378 opensearchservice_config#1373 relational_database_config#1380
appsync_domain_name appsync_domain_name. certificate_arn! description domain_name! hosted_zone_id. id~ region~
appsync_domain_name_api_association api_id! domain_name! id~ region~
appsync_function api_id! arn. code data_source! description function_id. function_version~ id~ max_batch_size:n name! region~ request_mapping_template response_mapping_template runtime#1381 sync_config#1383
appsync_graphql_api api_type arn. authentication_type! id~ introspection_config merged_api_execution_role_arn name! query_depth_limit:n region~ resolver_count_limit:n schema tags{s tags_all~{s uris.{s visibility xray_enabled:b additional_authentication_provider#l387 enhanced_metrics_config#1388 lambda_authorizer_config#1384 log_config#1389 openid_connect_config#1385 user_pool_config#1390
appsync_resolver api_id! arn. code data_source field! id~ kind max_batch_size:n region~ request_template response_template type! caching_config#1391 pipeline_config#1392 runtime#1381 sync_config#1383
appsync_source_api_association arn. association_id. description id. merged_api_arn~ merged_api_id~ region~ source_api_arn~ source_api_association_config~@l393 source_api_id~ timeouts#o76
appsync_type api_id! arn. definition! description. format! id~ name. region~
arcregionswitch_plan arn. description execution_role! name! primary_region recovery_approach! recovery_time_objective_minutes:n region~ regions![s tags{s tags_all.{s associated_alarms#s394 report_configuration#l397 timeouts#o76 triggers#l399 workflow#l429
arczonalshift_autoshift_observer_notification_status id. region~ status!
arczonalshift_zonal_autoshift_configuration allowed_windows[s blocked_dates[s blocked_windows[s region~ resource_arn! zonal_autoshift_status! blocking_alarms#l430 outcome_alarms#l430
athena_capacity_reservation allocated_dpus.n arn. name! region~ status. tags{s tags_all.{s target_dpus!n timeouts#o76
athena_data_catalog arn. description! id~ name! parameters!{s region~ tags{s tags_all~{s type!
athena_database bucket comment expected_bucket_owner force_destroy:b id~ name! properties{s region~ workgroup acl_configuration#1431 encryption_configuration#1432
athena_named_query database! description id~ name! query! region~ workgroup
athena_prepared_statement description id~ name! query_statement! region~ workgroup! timeouts#o76
athena_workgroup arn. description force_destroy:b id~ name! region~ state tags{s tags_all~{s configuration#1445
auditmanager_account_registration delegated_admin_account deregister_on_destroy:b id. kms_key region~ status.
auditmanager_assessment arn. description framework_id! id. name! region~ roles_all.@l446 status. tags{s tags_all.{s assessment_reports_destination#l447 roles#s448 scope#l451
auditmanager_assessment_delegation assessment_id! comment control_set_id! delegation_id. id. region~ role_arn! role_type! status.
auditmanager_assessment_report assessment_id! author. description id. name! region~ status.
auditmanager_control action_plan_instructions action_plan_title arn. description id. name! region~ tags{s tags_all.{s testing_information type. control_mapping_sources#s453
auditmanager_framework arn. compliance_type description framework_type. id. name! region~ tags{s tags_all.{s control_sets#s454
auditmanager_framework_share comment destination_account! destination_region! framework_id! id. region~ status.
auditmanager_organization_admin_account_registration admin_account_id! id. organization_id. region~
autoscaling_attachment autoscaling_group_name! elb id~ lb_target_group_arn region~
autoscaling_group arn. availability_zones~(s capacity_rebalance:b context default_cooldown~n default_instance_warmup:n desired_capacity~n desired_capacity_type enabled_metrics(s force_delete:b force_delete_warm_pool:b health_check_grace_period:n health_check_type~ id~ ignore_failed_scaling_activities:b launch_configuration load_balancers~(s max_instance_lifetime:n max_size!n metrics_granularity min_elb_capacity:n min_size!n name~ name_prefix~ placement_group predicted_capacity.n protect_from_scale_in:b region~ service_linked_role_arn~ suspended_processes(s target_group_arns~(s termination_policies[s vpc_zone_identifier~(s wait_for_capacity_timeout wait_for_elb_capacity:n warm_pool_size.n availability_zone_distribution#1455 capacity_reservation_specification#1457 initial_lifecycle_hook#s458 instance_lifecycle_policy#1460 instance_maintenance_policy#1461 instance_refresh#1464 launch_template#1465 mixed_instances_policy#1472 tag#s473 timeouts#o474 traffic_source#s475 warm_pool#1477
autoscaling_group_tag autoscaling_group_name! id~ region~ tag!#1473
autoscaling_lifecycle_hook autoscaling_group_name! default_result~ heartbeat_timeout:n id~ lifecycle_transition! name! notification_metadata notification_target_arn region~ role_arn
autoscaling_notification group_names!(s id~ notifications!(s region~ topic_arn!
autoscaling_policy adjustment_type arn. autoscaling_group_name! cooldown:n enabled:b estimated_instance_warmup:n id~ metric_aggregation_type~ min_adjustment_magnitude:n name! policy_type region~ scaling_adjustment:n predictive_scaling_configuration#1480 step_adjustment#s155 target_tracking_configuration#1484
autoscaling_schedule arn. autoscaling_group_name! desired_capacity~n end_time~ id~ max_size~n min_size~n recurrence~ region~ scheduled_action_name! start_time~ time_zone~
autoscaling_traffic_source_attachment autoscaling_group_name! id~ region~ timeouts#o80 traffic_source#1485
autoscalingplans_scaling_plan id~ name! region~ scaling_plan_version.n application_source!#1487 scaling_instruction!#s492
backup_framework arn. creation_time. deployment_status. description id~ name! region~ status. tags{s tags_all~{s control!#s495 timeouts#o76
backup_global_settings global_settings!{s id~
backup_logically_air_gapped_vault arn. encryption_key_arn~ id. max_retention_days!n min_retention_days!n name! region~ tags{s tags_all.{s timeouts#o89
backup_plan arn. id~ name! region~ tags{s tags_all~{s version. advanced_backup_setting#s496 rule!#s500 scan_setting#s501
backup_region_settings id~ region~ resource_type_management_preference~{b resource_type_opt_in_preference!{b
backup_report_plan arn. creation_time. deployment_status. description id~ name! region~ tags{s tags_all~{s report_delivery_channel!#1502 report_setting!#1503
backup_restore_testing_plan arn. name! region~ schedule_expression! schedule_expression_timezone~ start_window_hours~n tags{s tags_all.{s recovery_point_selection#l504
backup_restore_testing_selection iam_role_arn! name! protected_resource_arns~(s protected_resource_type! region~ restore_metadata_overrides~{s restore_testing_plan_name! validation_window_hours~n protected_resource_conditions#l505
backup_selection iam_role_arn! id~ name! not_resources~(s plan_id! region~ resources(s condition#s506 selection_tag#s507
backup_vault arn. force_destroy:b id~ kms_key_arn~ name! recovery_points.n region~ tags{s tags_all~{s timeouts#o135
backup_vault_lock_configuration backup_vault_arn. backup_vault_name! changeable_for_days:n id~ max_retention_days:n min_retention_days:n region~
backup_vault_notifications backup_vault_arn. backup_vault_events!(s backup_vault_name! id~ region~ sns_topic_arn!
backup_vault_policy backup_vault_arn. backup_vault_name! id~ policy! region~
batch_compute_environment arn. ecs_cluster_arn. id~ name~ name_prefix~ region~ service_role~ state status. status_reason. tags{s tags_all~{s type! compute_resources#1510 eks_configuration#1511 update_policy#1512
batch_job_definition arn. arn_prefix. container_properties deregister_on_new_revision:b ecs_properties id~ name! node_properties parameters{s platform_capabilities(s propagate_tags:b region~ revision.n scheduling_priority:n tags{s tags_all~{s type! eks_properties#1523 retry_strategy#1525 timeout#1526
batch_job_queue arn. id. name! priority!n region~ scheduling_policy_arn state! tags{s tags_all.{s compute_environment_order#l527 job_state_time_limit_action#l528 timeouts#o76
batch_scheduling_policy arn. id~ name! region~ tags{s tags_all~{s fair_share_policy#1530
bcmdataexports_export arn. id. tags{s tags_all.{s export#l536 timeouts#o77
bedrock_custom_model base_model_identifier! custom_model_arn. custom_model_kms_key_id custom_model_name! customization_type~ hyperparameters!{s id. job_arn. job_name! job_status. region~ role_arn! tags{s tags_all.{s training_metrics.@l537 validation_metrics.@l538 output_data_config#l539 timeouts#o80 training_data_config#l539 validation_data_config#l540 vpc_config#l541
bedrock_evaluation_job application_type~ created_at. customer_encryption_key_id failure_messages.[s job_arn. job_description job_name! job_type. last_modified_time. region~ role_arn! skip_destroy:b status. tags{s tags_all.{s evaluation_config#l555 inference_config#l568 output_data_config#l539 timeouts#o80
bedrock_foundation_model_agreement model_id! offer_token! region~ timeouts#o80
bedrock_guardrail blocked_input_messaging! blocked_outputs_messaging! created_at. description~ guardrail_arn. guardrail_id. kms_key_arn name! region~ status. tags{s tags_all.{s updated_at. version. content_policy_config#l571 contextual_grounding_policy_config#l573 cross_region_config#l574 sensitive_information_policy_config#l577 timeouts#o76 topic_policy_config#l579 word_policy_config#l582
bedrock_guardrail_version description guardrail_arn! region~ skip_destroy:b version. timeouts#o80
bedrock_inference_profile arn. created_at. description id. models.@l583 name! region~ status. tags{s tags_all.{s type. updated_at. model_source#l584 timeouts#o76
bedrock_model_invocation_job end_time. error_record_count.n job_arn. job_expiration_time. job_name! model_id! model_invocation_type. processed_record_count.n region~ role_arn! skip_destroy:b status. submit_time. success_record_count.n timeout_duration_in_hours~n total_record_count.n input_data_config#l586 output_data_config#l588 timeouts#o80 vpc_config#l541
bedrock_model_invocation_logging_configuration id. region~ logging_config#l591
bedrock_provisioned_model_throughput commitment_duration id. model_arn! model_units!n provisioned_model_arn. provisioned_model_name! region~ tags{s tags_all.{s timeouts#o89
bedrock_use_case_for_model_access form_data!
bedrockagent_agent agent_arn. agent_collaboration~ agent_id. agent_name! agent_resource_role_arn! agent_version. customer_encryption_key_arn description foundation_model! guardrail_configuration@l592 id. idle_session_ttl_in_seconds~n instruction~ memory_configuration~@l594 prepare_agent~b prepared_at. prompt_override_configuration~@l597 region~ skip_resource_in_use_check~b tags{s tags_all.{s timeouts#o76
bedrockagent_agent_action_group action_group_id. action_group_name! action_group_state~ agent_id! agent_version! description id. parent_action_group_signature prepare_agent~b region~ skip_resource_in_use_check~b action_group_executor#l598 api_schema#l600 function_schema#l604 timeouts#o77
bedrockagent_agent_alias agent_alias_arn. agent_alias_id. agent_alias_name! agent_id! description id. region~ routing_configuration~@l605 tags{s tags_all.{s timeouts#o76
bedrockagent_agent_collaborator agent_id! agent_version~ collaboration_instruction! collaborator_id. collaborator_name! id. prepare_agent~b region~ relay_conversation_history~ agent_descriptor#l606 timeouts#o76
bedrockagent_agent_knowledge_base_association agent_id! agent_version~ description! id. knowledge_base_id! knowledge_base_state! region~ timeouts#o77
bedrockagent_data_source data_deletion_policy~ data_source_id. description id. knowledge_base_id! name! region~ data_source_configuration#l630 server_side_encryption_configuration#l631 timeouts#o76 vector_ingestion_configuration#l647
bedrockagent_flow arn. created_at. customer_encryption_key_arn description execution_role_arn! id. name! region~ status. tags{s tags_all.{s updated_at. version. definition#l682 timeouts#o76
bedrockagent_knowledge_base arn. created_at. description failure_reasons.[s id. name! region~ role_arn! tags{s tags_all.{s updated_at. knowledge_base_configuration#l707 storage_configuration#l720 timeouts#o76
bedrockagent_prompt arn. created_at. customer_encryption_key_arn default_variant description id. name! region~ tags{s tags_all.{s updated_at. version. variant#l723
bedrockagentcore_agent_runtime agent_runtime_arn. agent_runtime_id. agent_runtime_name! agent_runtime_version. description environment_variables{s lifecycle_configuration~@l724 region~ role_arn! tags{s tags_all.{s workload_identity_details.@l725 agent_runtime_artifact#l730 authorizer_configuration#l734 filesystem_configuration#l737 network_configuration#l739 protocol_configuration#l740 request_header_configuration#l741 timeouts#o76
bedrockagentcore_agent_runtime_endpoint agent_runtime_arn. agent_runtime_endpoint_arn. agent_runtime_id! agent_runtime_version~ description name! region~ tags{s tags_all.{s timeouts#o76
bedrockagentcore_api_key_credential_provider api_key api_key_secret_arn.@l742 api_key_secret_source~ api_key_wo api_key_wo_version:n credential_provider_arn. name! region~ tags{s tags_all.{s api_key_secret_config#l743
bedrockagentcore_browser browser_arn. browser_id. description execution_role_arn name! region~ tags{s tags_all.{s browser_signing#l744 certificate#l747 enterprise_policy#l748 network_configuration#l750 recording#l752 timeouts#o80
bedrockagentcore_browser_profile description name! profile_arn. profile_id. region~ tags{s tags_all.{s timeouts#o80
bedrockagentcore_code_interpreter code_interpreter_arn. code_interpreter_id. description execution_role_arn name! region~ tags{s tags_all.{s certificate#l747 network_configuration#l750 timeouts#o80
bedrockagentcore_evaluator created_at. description evaluator_arn. evaluator_id. evaluator_name! kms_key_arn level! locked_for_modification.b region~ status. tags{s tags_all.{s evaluator_config#l761 timeouts#o76
bedrockagentcore_gateway authorizer_type! description exception_level gateway_arn. gateway_id. gateway_url. kms_key_arn name! protocol_type~ region~ role_arn! tags{s tags_all.{s workload_identity_details.@l725 authorizer_configuration#l734 interceptor_configuration#l764 policy_engine_configuration#l765 protocol_configuration#l769 timeouts#o76
bedrockagentcore_gateway_rule description~ gateway_arn. gateway_identifier! priority!n region~ rule_id. system.@l770 action#l779 condition#l784 timeouts#o76
bedrockagentcore_gateway_target description gateway_identifier! name! region~ target_id. credential_provider_configuration#l789 metadata_configuration#l790 private_endpoint#l103 target_configuration#l827 timeouts#o76
bedrockagentcore_harness allowed_tools~[s arn. environment_actual.@l835 environment_variables{s execution_role_arn! harness_id. harness_name! max_iterations~n max_tokens~n memory_actual.@l839 region~ tags{s tags_all.{s timeout_seconds~n truncation~@l843 authorizer_configuration#l734 environment#l845 environment_artifact#l846 memory#l850 model#l855 skill#l859 system_prompt#l860 timeouts#o76 tool#l869
bedrockagentcore_memory arn. description encryption_key_arn event_expiry_duration!n id. memory_execution_role_arn name! region~ tags{s tags_all.{s indexed_key#s870 stream_delivery_resources#l874 timeouts#o76
bedrockagentcore_memory_strategy description~ memory_execution_role_arn memory_id! memory_strategy_id. name! namespace_templates~(s namespaces~(s region~ type! configuration#l887 memory_record_schema#l895 reflection_configuration#l896 timeouts#o76
bedrockagentcore_oauth2_credential_provider callback_url. client_secret_arn.@l742 credential_provider_arn. credential_provider_vendor! name! region~ tags{s tags_all.{s oauth2_provider_config#l909 timeouts#o76
bedrockagentcore_online_evaluation_config description enable_on_create!b evaluation_execution_role_arn! execution_status~ online_evaluation_config_arn. online_evaluation_config_id. online_evaluation_config_name! output_config.@l911 region~ tags{s tags_all.{s data_source_config#l913 evaluator#s914 rule#l919 timeouts#o76
bedrockagentcore_policy description name! policy_arn. policy_engine_id! policy_id. region~ validation_mode definition#l921 timeouts#o76
bedrockagentcore_policy_engine description encryption_key_arn name! policy_engine_arn. policy_engine_id. region~ tags{s tags_all.{s timeouts#o76
bedrockagentcore_registry approval_configuration~@l922 authorizer_type~ description name! region~ registry_arn. registry_id. authorizer_configuration#l734 timeouts#o76
bedrockagentcore_resource_policy policy! region~ resource_arn!
bedrockagentcore_token_vault_cmk region~ token_vault_id~ kms_configuration#l923
bedrockagentcore_workload_identity allowed_resource_oauth2_return_urls(s name! region~ workload_identity_arn.
billing_view arn. billing_view_type. created_at. derived_view_count.n description name! owner_account_id. source_account_id. source_view_count.n source_views[s tags{s tags_all.{s updated_at. view_definition_last_updated_at. data_filter_expression#l926 timeouts#o76
budgets_budget account_id~ arn. billing_view_arn budget_type! id~ limit_amount~ limit_unit~ metrics[s name~ name_prefix~ tags{s tags_all~{s time_period_end time_period_start~ time_unit! auto_adjust_data#1928 cost_filter#s929 cost_types#1930 filter_expression#1935 notification#s936 planned_limit#s937
budgets_budget_action account_id~ action_id. action_type! approval_model! arn. budget_name! execution_role_arn! id~ notification_type! status. tags{s tags_all~{s action_threshold!#1938 definition!#1942 subscriber!#s943 timeouts#o76
ce_anomaly_monitor arn. id~ monitor_dimension monitor_specification monitor_type! name! tags{s tags_all~{s
ce_anomaly_subscription account_id~ arn. frequency! id~ monitor_arn_list![s name! tags{s tags_all~{s subscriber!#s944 threshold_expression#1947
ce_cost_allocation_tag id~ status! tag_key! type.
ce_cost_category arn. default_value effective_end. effective_start~ id~ name! rule_version! tags{s tags_all~{s rule!#l950 split_charge_rule#s952
chatbot_slack_channel_configuration chat_configuration_arn. configuration_name! guardrail_policy_arns~[s iam_role_arn! logging_level~ region~ slack_channel_id! slack_channel_name. slack_team_id! slack_team_name. sns_topic_arns~(s tags{s tags_all.{s user_authorization_required~b timeouts#o76
chatbot_teams_channel_configuration channel_id! channel_name~ chat_configuration_arn. configuration_name! guardrail_policy_arns~[s iam_role_arn! logging_level~ region~ sns_topic_arns~(s tags{s tags_all.{s team_id! team_name~ tenant_id! user_authorization_required~b timeouts#o76
chime_voice_connector arn. aws_region~ id~ name! outbound_host_name. region~ require_encryption!b tags{s tags_all~{s
chime_voice_connector_group id~ name! region~ connector#s953
chime_voice_connector_logging enable_media_metric_logs:b enable_sip_logs:b id~ region~ voice_connector_id!
chime_voice_connector_origination disabled:b id~ region~ voice_connector_id! route!#s954
chime_voice_connector_streaming data_retention!n disabled:b id~ region~ streaming_notification_targets(s voice_connector_id! media_insights_configuration#1955
chime_voice_connector_termination calling_regions!(s cidr_allow_list!(s cps_limit:n default_phone_number disabled:b id~ region~ voice_connector_id!
chime_voice_connector_termination_credentials id~ region~ voice_connector_id! credentials!#s184
chimesdkmediapipelines_media_insights_pipeline_configuration arn. id. name! region~ resource_access_role_arn! tags{s tags_all~{s elements!#l962 real_time_alert_configuration#1967 timeouts#o76
chimesdkvoice_global_settings id~ voice_connector!#1968
chimesdkvoice_sip_media_application arn. aws_region! id~ name! region~ tags{s tags_all~{s endpoints!#1639
chimesdkvoice_sip_rule disabled:b id~ name! region~ trigger_type! trigger_value! target_applications!#s969
chimesdkvoice_voice_profile_domain arn. description id. name! region~ tags{s tags_all~{s server_side_encryption_configuration!#1108 timeouts#o76
cleanrooms_collaboration analytics_engine arn. create_time. creator_display_name! creator_member_abilities![s description! id. name! query_log_status! region~ tags{s tags_all~{s update_time. data_encryption_metadata#1970 member#s971 timeouts#o76
cleanrooms_configured_table allowed_columns!(s analysis_method! arn. create_time. description id~ name! region~ tags{s tags_all~{s update_time. table_reference!#1972 timeouts#o76
cleanrooms_membership arn. collaboration_arn. collaboration_creator_account_id. collaboration_creator_display_name. collaboration_id! collaboration_name. create_time. id. member_abilities.[s query_log_status! region~ status. tags{s tags_all.{s update_time. default_result_configuration#l975 payment_configuration#l977
cloud9_environment_ec2 arn. automatic_stop_time_minutes:n connection_type description id~ image_id! instance_type! name! owner_arn~ region~ subnet_id tags{s tags_all~{s type.
cloud9_environment_membership environment_id! id~ permissions! region~ user_arn! user_id.
cloudcontrolapi_resource desired_state! id~ properties. region~ role_arn schema~ type_name! type_version_id timeouts#o76
cloudformation_stack capabilities(s disable_rollback:b iam_role_arn id~ name! notification_arns(s on_failure outputs.{s parameters~{s policy_body~ policy_url region~ tags{s tags_all~{s template_body~ template_url timeout_in_minutes:n timeouts#o76
cloudformation_stack_instances accounts~(s call_as id~ parameter_overrides{s region~ regions~(s retain_stacks:b stack_instance_summaries.@l978 stack_set_id. stack_set_name! deployment_targets#1979 operation_preferences#1980 timeouts#o76
cloudformation_stack_set administration_role_arn arn. call_as capabilities(s description execution_role_name~ id~ name! parameters{s permission_model region~ stack_set_id. tags{s tags_all~{s template_body~ template_url auto_deployment#1981 managed_execution#1982 operation_preferences#1983 timeouts#o984
cloudformation_stack_set_instance account_id~ call_as id~ organizational_unit_id. parameter_overrides{s region~ retain_stack:b stack_id. stack_instance_summaries.@l985 stack_set_instance_region~ stack_set_name! deployment_targets#1979 operation_preferences#1980 timeouts#o76
cloudformation_type arn. default_version_id. deprecated_status. description. documentation_url. execution_role_arn id~ is_default_version.b provisioning_type. region~ schema. schema_handler_package! source_url. type~ type_arn. type_name! version_id. visibility. logging_config#1986
cloudfront_anycast_ip_list anycast_ips.[s arn. etag. id. ip_count!n name! tags{s tags_all.{s timeouts#o89
cloudfront_cache_policy arn. comment default_ttl:n etag. id~ max_ttl:n min_ttl:n name! parameters_in_cache_key_and_forwarded_to_origin!#1991
cloudfront_connection_function connection_function_arn. connection_function_code! etag. id. live_stage_etag. name! publish~b status. tags{s tags_all.{s connection_function_config#l993
cloudfront_connection_group anycast_ip_list_id arn. enabled~b etag. id. ipv6_enabled~b is_default.b last_modified_time. name! routing_endpoint. status. tags{s tags_all.{s wait_for_deployment~b timeouts#o76
cloudfront_continuous_deployment_policy arn. enabled!b etag. id. last_modified_time. staging_distribution_dns_names#l994 traffic_config#l998
cloudfront_distribution aliases(s anycast_ip_list_id arn. caller_reference. comment continuous_deployment_policy_id~ default_root_object domain_name. enabled!b etag. hosted_zone_id. http_version id~ in_progress_validation_batches.n is_ipv6_enabled:b last_modified_time. logging_v1_enabled.b price_class retain_on_delete:b staging:b status. tags{s tags_all~{s trusted_key_groups.@l1000 trusted_signers.@l1002 wait_for_deployment:b web_acl_id cache_tag_config#11003 connection_function_association#1449 custom_error_response#s1004 default_cache_behavior!#11010 logging_config#11011 ordered_cache_behavior#l1014 origin!#s1020 origin_group#s1023 restrictions!#11025 viewer_certificate!#11026 viewer_mtls_config#11028
cloudfront_distribution_tenant arn. connection_group_id~ distribution_id! enabled~b etag. id. name! status. tags{s tags_all.{s wait_for_deployment~b customizations#l1032 domain#s1033 managed_certificate_request#l1034 parameter#s42 timeouts#o76
cloudfront_field_level_encryption_config arn. caller_reference. comment etag. id~ content_type_profile_config!#11037 query_arg_profile_config!#11040
cloudfront_field_level_encryption_profile arn. caller_reference. comment etag. id~ name! encryption_entities!#11042
cloudfront_function arn. code! comment etag. id~ key_value_store_associations(s live_stage_etag. name! publish:b runtime! status. tags{s tags_all~{s
cloudfront_key_group comment etag. id~ items!(s name!
cloudfront_key_value_store arn. comment etag. id. last_modified_time. name! tags{s tags_all.{s timeouts#o89
cloudfront_monitoring_subscription distribution_id! id~ monitoring_subscription!#11044
cloudfront_multitenant_distribution arn. caller_reference. comment! connection_mode. default_root_object domain_name. enabled!b etag. http_version~ id. in_progress_invalidation_batches.n last_modified_time. status. tags{s tags_all.{s web_acl_id active_trusted_key_groups#l1046 cache_behavior#l1050 custom_error_response#l1051 default_cache_behavior#l1052 origin#s1056 origin_group#l1057 restrictions#l1059 tenant_config#l1063 timeouts#o76 viewer_certificate#l1064
cloudfront_origin_access_control arn. description etag. id~ name! origin_access_control_origin_type! signing_behavior! signing_protocol!
cloudfront_origin_access_identity arn. caller_reference. cloudfront_access_identity_path. comment etag. iam_arn. id~ s3_canonical_user_id.
cloudfront_origin_request_policy arn. comment etag. id~ name! cookies_config!#1988 headers_config!#1989 query_strings_config!#1990
cloudfront_public_key caller_reference. comment encoded_key! etag. id~ name~ name_prefix~
cloudfront_realtime_log_config arn. fields!(s id~ name! sampling_rate!n endpoint!#11066
cloudfront_response_headers_policy arn. comment etag. id~ name! cors_config#11067 custom_headers_config#11069 remove_headers_config#11071 security_headers_config#11078 server_timing_headers_config#11079
cloudfront_trust_store arn. etag. id. name! number_of_ca_certificates.n tags{s tags_all.{s ca_certificates_bundle_source#l1081 timeouts#o76
cloudfront_vpc_origin arn. etag. id. tags{s tags_all.{s timeouts#o76 vpc_origin_endpoint_config#l1083
cloudfrontkeyvaluestore_key id. key! key_value_store_arn! total_size_in_bytes.n value!
cloudfrontkeyvaluestore_keys_exclusive key_value_store_arn! max_batch_size~n total_size_in_bytes.n resource_key_value_pair#s308
cloudhsm_v2_cluster cluster_certificates.@l1084 cluster_id. cluster_state. hsm_type! id~ mode~ region~ security_group_id. source_backup_identifier subnet_ids!(s tags{s tags_all~{s vpc_id. timeouts#o76
cloudhsm_v2_hsm availability_zone~ cluster_id! hsm_eni_id. hsm_id. hsm_state. id~ ip_address~ region~ subnet_id~ timeouts#o80
cloudsearch_domain arn. document_service_endpoint. domain_id. id~ multi_az~b name! region~ search_service_endpoint. endpoint_options#11085 index_field#s1086 scaling_parameters#11087 timeouts#o76
cloudsearch_domain_service_access_policy access_policy! domain_name! id~ region~ timeouts#o474
cloudtrail arn. cloud_watch_logs_group_arn cloud_watch_logs_role_arn enable_log_file_validation:b enable_logging:b home_region. id~ include_global_service_events:b is_multi_region_trail:b is_organization_trail:b kms_key_id name! region~ s3_bucket_name! s3_key_prefix sns_topic_arn. sns_topic_name tags{s tags_all~{s advanced_event_selector#l1089 event_selector#l1091 insight_selector#s1092
cloudtrail_event_data_store arn. billing_mode id~ kms_key_id multi_region_enabled:b name! organization_enabled:b region~ retention_period:n suspend tags{s tags_all~{s termination_protection_enabled:b advanced_event_selector#l1094 timeouts#o76
cloudtrail_organization_delegated_admin_account account_id! arn. email. id. name. service_principal.
cloudwatch_alarm_mute_rule arn. description expire_date last_updated_timestamp. mute_type. name! region~ start_date status. tags{s tags_all.{s mute_targets#l1095 rule#l1097
cloudwatch_composite_alarm actions_enabled:b alarm_actions(s alarm_description alarm_name! alarm_rule! arn. id~ insufficient_data_actions(s ok_actions(s region~ tags{s tags_all~{s actions_suppressor#11098
cloudwatch_contributor_insight_rule region~ resource_arn. rule_definition! rule_name! rule_state~ tags{s tags_all.{s
cloudwatch_contributor_managed_insight_rule arn. region~ resource_arn! rule_name. state~ tags{s tags_all.{s template_name!
cloudwatch_dashboard dashboard_arn. dashboard_body! dashboard_name! id~ region~
cloudwatch_event_api_destination arn. connection_arn! description http_method! id~ invocation_endpoint! invocation_rate_limit_per_second:n name! region~
cloudwatch_event_archive arn. description event_pattern event_source_arn! id~ kms_key_identifier name! region~ retention_days:n
cloudwatch_event_bus arn. description event_source_name id~ kms_key_identifier name! region~ tags{s tags_all~{s dead_letter_config#11029 log_config#11099
cloudwatch_event_bus_policy event_bus_name id~ policy! region~
cloudwatch_event_connection arn. authorization_type! description id~ kms_key_identifier name! region~ secret_arn. auth_parameters!#11105 invocation_connectivity_parameters#11101
cloudwatch_event_endpoint arn. description endpoint_url. id~ name! region~ role_arn event_bus!#l374 replication_config#11106 routing_config!#11110
cloudwatch_event_permission action event_bus_name id~ principal! region~ statement_id! condition#1507
cloudwatch_event_rule arn. description event_bus_name event_pattern force_destroy:b id~ is_enabled:b name~ name_prefix~ region~ role_arn schedule_expression state tags{s tags_all~{s
cloudwatch_event_target arn! event_bus_name force_destroy:b id~ input input_path region~ role_arn rule! target_id~ appsync_target#11111 batch_target#11112 dead_letter_config#11029 ecs_target#11117 http_target#11118 input_transformer#11119 kinesis_target#11120 redshift_target#11121 retry_policy#11122 run_command_targets#l924 sagemaker_pipeline_target#11123 sqs_target#11124
cloudwatch_log_account_policy id~ policy_document! policy_name! policy_type! region~ scope selection_criteria
cloudwatch_log_anomaly_detector anomaly_visibility_time~n arn. detector_name enabled!b evaluation_frequency filter_pattern kms_key_id log_group_arn_list![s region~ tags{s tags_all.{s
cloudwatch_log_data_protection_policy id~ log_group_name! policy_document! region~
cloudwatch_log_delivery arn. delivery_destination_arn! delivery_source_name! field_delimiter~ id. record_fields~[s region~ s3_delivery_configuration~@l1125 tags{s tags_all.{s
cloudwatch_log_delivery_destination arn. delivery_destination_type~ name! output_format region~ tags{s tags_all.{s delivery_destination_configuration#l1126
cloudwatch_log_delivery_destination_policy delivery_destination_name! delivery_destination_policy! region~
cloudwatch_log_delivery_source arn. log_type! name! region~ resource_arn! service. tags{s tags_all.{s
cloudwatch_log_destination arn. id~ name! region~ role_arn! tags{s tags_all~{s target_arn!
cloudwatch_log_destination_policy access_policy! destination_name! force_update:b id~ region~
cloudwatch_log_group arn. deletion_protection_enabled~b id~ kms_key_id log_group_class~ name~ name_prefix~ region~ retention_in_days:n skip_destroy:b tags{s tags_all~{s
cloudwatch_log_index_policy log_group_name! policy_document! region~
cloudwatch_log_metric_filter apply_on_transformed_logs~b id~ log_group_name! name! pattern! region~ metric_transformation!#11127
cloudwatch_log_resource_policy id~ policy_document! policy_name policy_scope. region~ resource_arn revision_id.
cloudwatch_log_s3_table_integration_source id. integration_arn! region~ data_source#l680 timeouts#o135
cloudwatch_log_storage_tier_policy id. region~ storage_tier!
cloudwatch_log_stream arn. id~ log_group_name! name! region~
cloudwatch_log_subscription_filter apply_on_transformed_logs~b destination_arn! distribution emit_system_fields(s filter_pattern! id~ log_group_name! name! region~ role_arn~
cloudwatch_log_transformer log_group_arn! region~ transformer_config#l1148
cloudwatch_metric_alarm actions_enabled:b alarm_actions(s alarm_description alarm_name! arn. comparison_operator datapoints_to_alarm:n dimensions{s evaluate_low_sample_count_percentiles~ evaluation_interval:n evaluation_periods:n extended_statistic id~ insufficient_data_actions(s metric_name namespace ok_actions(s period:n region~ statistic tags{s tags_all~{s threshold:n threshold_metric_id treat_missing_data unit evaluation_criteria#11150 metric_query#s1152 warm_up_configuration#11153
cloudwatch_metric_stream arn. creation_date. firehose_arn! id~ include_linked_accounts_metrics:b last_update_date. name~ name_prefix~ output_format! region~ role_arn! state. tags{s tags_all~{s exclude_filter#s1154 include_filter#s1154 statistics_configuration#s1156 timeouts#o76
cloudwatch_otel_enrichment id. region~ timeouts#o80
cloudwatch_query_definition arn. id~ log_group_names[s name! query_definition_id. query_string! region~
codeartifact_domain arn. asset_size_bytes. created_time. domain! encryption_key~ id~ owner. region~ repository_count.n s3_bucket_arn. tags{s tags_all~{s
codeartifact_domain_permissions_policy domain! domain_owner~ id~ policy_document~ policy_revision~ region~ resource_arn.
codeartifact_repository administrator_account. arn. description domain! domain_owner~ id~ region~ repository! tags{s tags_all~{s external_connections#11157 upstream#l1158
codeartifact_repository_permissions_policy domain! domain_owner~ id~ policy_document! policy_revision~ region~ repository! resource_arn.
codebuild_fleet arn. base_capacity!n compute_type! created. environment_type! fleet_service_role id. image_id last_modified. name! overflow_behavior~ region~ status.@s1159 tags{s tags_all~{s compute_configuration#11160 scaling_configuration#11162 vpc_config#l1163
codebuild_project arn. auto_retry_limit~n badge_enabled:b badge_url. build_timeout:n concurrent_build_limit:n description~ encryption_key~ id~ name! project_visibility public_project_alias. queued_timeout:n region~ resource_access_role service_role! source_version tags{s tags_all~{s artifacts!#11164 build_batch_config#11166 cache#11167 environment!#11172 file_system_locations#s1173 logs_config#11176 secondary_artifacts#s1177 secondary_source_version#s1178 secondary_sources#s1182 source!#11183 vpc_config#11163
codebuild_report_group arn. created. delete_reports:b id~ name! region~ tags{s tags_all~{s type! export_config!#11185
codebuild_resource_policy id~ policy! region~ resource_arn!
codebuild_source_credential arn. auth_type! id~ region~ server_type! token! user_name
codebuild_webhook branch_filter build_type id~ manual_creation:b payload_url. project_name! region~ secret. url. filter_group#s1187 pull_request_build_policy#11188 scope_configuration#11189
codecatalyst_dev_environment alias id~ inactivity_timeout_minutes:n instance_type! project_name! region~ space_name! ides!#11190 persistent_storage!#11191 repositories#l1192 timeouts#o76
codecatalyst_project description display_name! id~ name. region~ space_name! timeouts#o76
codecatalyst_source_repository description id~ name! project_name! region~ space_name! timeouts#o76
codecommit_approval_rule_template approval_rule_template_id. content! creation_date. description id~ last_modified_date. last_modified_user. name! region~ rule_content_sha256.
codecommit_approval_rule_template_association approval_rule_template_name! id~ region~ repository_name!
codecommit_repository arn. clone_url_http. clone_url_ssh. default_branch description id~ kms_key_id~ region~ repository_id. repository_name! tags{s tags_all~{s
codecommit_trigger configuration_id. id~ region~ repository_name! trigger!#s1193
codeconnections_connection arn. connection_status. host_arn id. name! owner_account_id. provider_type~ region~ tags{s tags_all.{s timeouts#o76
codeconnections_host arn. id. name! provider_endpoint! provider_type! region~ tags{s tags_all.{s timeouts#o76 vpc_configuration#l1194
codedeploy_app application_id. arn. compute_platform github_account_name. id~ linked_to_github.b name! region~ tags{s tags_all~{s
codedeploy_deployment_config arn. compute_platform deployment_config_id. deployment_config_name! id~ region~ minimum_healthy_hosts#11195 traffic_routing_config#11197 zonal_config#11198
codedeploy_deployment_group app_name! arn. autoscaling_groups(s compute_platform. deployment_config_name deployment_group_id. deployment_group_name! id~ outdated_instances_strategy region~ service_role_arn! tags{s tags_all~{s termination_hook_enabled:b alarm_configuration#11199 auto_rollback_configuration#11200 blue_green_deployment_config#11204 deployment_style#11205 ec2_tag_filter#s1206 ec2_tag_set#s1207 ecs_service#11208 load_balancer_info#11212 on_premises_instance_tag_filter#s1206 trigger_configuration#s1213
codeguruprofiler_profiling_group arn. compute_platform~ id. name! region~ tags{s tags_all.{s agent_orchestration_config#l1214
codegurureviewer_repository_association arn. association_id. connection_arn. id~ name. owner. provider_type. region~ s3_repository_details.@l1216 state. state_reason. tags{s tags_all~{s kms_key_details#11217 repository!#11220 timeouts#o76
codepipeline arn. execution_mode id~ name! pipeline_type region~ role_arn! tags{s tags_all~{s trigger_all.@l1225 artifact_store!#s1227 stage!#l1236 trigger#l1241 variable#l1242
codepipeline_custom_action_type arn. category! id~ owner. provider_name! region~ tags{s tags_all~{s version! configuration_property#l1243 input_artifact_details!#11244 output_artifact_details!#11244 settings#11245
codepipeline_webhook arn. authentication! id~ name! region~ tags{s tags_all~{s target_action! target_pipeline! url. authentication_configuration#11246 filter!#s1247
codestarconnections_connection arn. connection_status. host_arn id~ name! provider_type~ region~ tags{s tags_all~{s
codestarconnections_host arn. id~ name! provider_endpoint! provider_type! region~ status. timeouts#o76 vpc_configuration#11194
codestarnotifications_notification_rule arn. detail_type! event_type_ids!(s id~ name! region~ resource! status tags{s tags_all~{s target#s1248
cognito_identity_pool allow_classic_flow:b allow_unauthenticated_identities:b arn. developer_provider_name id~ identity_pool_name! openid_connect_provider_arns(s region~ saml_provider_arns[s supported_login_providers{s tags{s tags_all~{s cognito_identity_providers#s1249
cognito_identity_pool_provider_principal_tag id~ identity_pool_id! identity_provider_name! principal_tags{s region~ use_defaults:b
cognito_identity_pool_roles_attachment id~ identity_pool_id! region~ roles!{s role_mapping#s1251
cognito_identity_provider attribute_mapping~{s id~ idp_identifiers[s provider_details!{s provider_name! provider_type! region~ user_pool_id!
cognito_log_delivery_configuration region~ user_pool_id! log_configurations#l1255
cognito_managed_login_branding client_id! managed_login_branding_id. region~ settings settings_all. use_cognito_provided_values~b user_pool_id! asset#s1256
cognito_managed_user_pool_client access_token_validity~n allowed_oauth_flows~(s allowed_oauth_flows_user_pool_client~b allowed_oauth_scopes~(s auth_session_validity~n callback_urls~(s client_secret. default_redirect_uri~ enable_propagate_additional_user_context_data~b enable_token_revocation~b explicit_auth_flows~(s id. id_token_validity~n logout_urls~(s name. name_pattern name_prefix prevent_user_existence_errors~ read_attributes~(s refresh_token_validity~n region~ supported_identity_providers~(s user_pool_id! write_attributes~(s analytics_configuration#l1257 refresh_token_rotation#l1258 token_validity_units#l1259
cognito_resource_server id~ identifier! name! region~ scope_identifiers.[s user_pool_id! scope#s1260
cognito_risk_configuration client_id id~ region~ user_pool_id! account_takeover_risk_configuration#11265 compromised_credentials_risk_configuration#11267 risk_exception_configuration#11268
cognito_user attributes{s client_metadata{s creation_date. desired_delivery_mediums(s enabled:b force_alias_creation:b id~ last_modified_date. message_action mfa_setting_list.(s password preferred_mfa_setting. region~ status. sub. temporary_password user_pool_id! username! validation_data{s
cognito_user_group description id~ name! precedence:n region~ role_arn user_pool_id!
cognito_user_in_group group_name! id~ region~ user_pool_id! username!
cognito_user_pool alias_attributes(s arn. auto_verified_attributes(s creation_date. custom_domain. deletion_protection domain. email_verification_message~ email_verification_subject~ endpoint. estimated_number_of_users.n id~ last_modified_date. mfa_configuration name! region~ sms_authentication_message sms_verification_message~ tags{s tags_all~{s user_pool_tier~ username_attributes(s account_recovery_setting#11270 admin_create_user_config#11272 device_configuration#11273 email_configuration#11274 email_mfa_configuration#11275 lambda_config#11277 password_policy#11278 schema#s1281 sign_in_policy#11282 sms_configuration#11283 software_token_mfa_configuration#1744 user_attribute_update_settings#11284 user_pool_add_ons#11286 username_configuration#11287 verification_message_template#11288 web_authn_configuration#11289
cognito_user_pool_client access_token_validity~n allowed_oauth_flows~(s allowed_oauth_flows_user_pool_client~b allowed_oauth_scopes~(s auth_session_validity~n callback_urls~(s client_secret. default_redirect_uri~ enable_propagate_additional_user_context_data~b enable_token_revocation~b explicit_auth_flows~(s generate_secret:b id. id_token_validity~n logout_urls~(s name! prevent_user_existence_errors~ read_attributes~(s refresh_token_validity~n region~ supported_identity_providers~(s user_pool_id! write_attributes~(s analytics_configuration#l1257 refresh_token_rotation#l1258 token_validity_units#l1259
cognito_user_pool_domain aws_account_id. certificate_arn cloudfront_distribution. cloudfront_distribution_arn. cloudfront_distribution_zone_id. domain! id~ managed_login_version~n region~ s3_bucket. user_pool_id! version.
cognito_user_pool_ui_customization client_id creation_date. css css_version. id~ image_file image_url. last_modified_date. region~ user_pool_id!
comprehend_document_classifier arn. data_access_role_arn! id~ language_code! mode model_kms_key_id name! region~ tags{s tags_all~{s version_name~ version_name_prefix~ volume_kms_key_id input_data_config!#11291 output_data_config#11292 timeouts#o76 vpc_config#11293
comprehend_entity_recognizer arn. data_access_role_arn! id~ language_code! model_kms_key_id name! region~ tags{s tags_all~{s version_name~ version_name_prefix~ volume_kms_key_id input_data_config!#11296 timeouts#o76 vpc_config#11293
computeoptimizer_enrollment_status id. include_member_accounts~b number_of_member_accounts_opted_in.n region~ status! timeouts#o77
computeoptimizer_recommendation_preferences enhanced_infrastructure_metrics id. inferred_workload_types look_back_period~ region~ resource_type! savings_estimation_mode external_metrics_preference#l247 preferred_resource#l1297 scope#l42 utilization_preference#l1299
config_aggregate_authorization account_id! arn. authorized_aws_region id~ region tags{s tags_all~{s
config_config_rule arn. description id~ input_parameters maximum_execution_frequency name! region~ rule_id. tags{s tags_all~{s evaluation_mode#s1300 scope#11301 source!#11304
config_configuration_aggregator arn. id~ name! region~ tags{s tags_all~{s account_aggregation_source#11305 organization_aggregation_source#11306
config_configuration_recorder id~ name region~ role_arn! recording_group#11309 recording_mode#11311
config_configuration_recorder_status id~ is_enabled!b name! region~
config_conformance_pack arn. delivery_s3_bucket delivery_s3_key_prefix id~ name! region~ template_body template_s3_uri input_parameter#s1312
config_delivery_channel id~ name region~ s3_bucket_name! s3_key_prefix s3_kms_key_arn sns_topic_arn snapshot_delivery_properties#11313
config_organization_conformance_pack arn. delivery_s3_bucket delivery_s3_key_prefix excluded_accounts(s id~ name! region~ template_body template_s3_uri input_parameter#s1312 timeouts#o76
config_organization_custom_policy_rule arn. debug_log_delivery_accounts(s description excluded_accounts(s id~ input_parameters maximum_execution_frequency name! policy_runtime! policy_text! region~ resource_id_scope resource_types_scope(s tag_key_scope tag_value_scope trigger_types!(s timeouts#o76
config_organization_custom_rule arn. description excluded_accounts(s id~ input_parameters lambda_function_arn! maximum_execution_frequency name! region~ resource_id_scope resource_types_scope(s tag_key_scope tag_value_scope trigger_types!(s timeouts#o76
config_organization_managed_rule arn. description excluded_accounts(s id~ input_parameters maximum_execution_frequency name! region~ resource_id_scope resource_types_scope(s rule_identifier! tag_key_scope tag_value_scope timeouts#o76
config_remediation_configuration arn. automatic:b config_rule_name! id~ maximum_automatic_attempts:n region~ resource_type retry_attempt_seconds:n target_id! target_type! target_version execution_controls#11315 parameter#l1316
config_retention_configuration id. name. region~ retention_period_in_days!n
connect_bot_association id~ instance_id! region~ lex_bot!#11317
connect_contact_flow arn. contact_flow_id. content~ content_hash description filename id~ instance_id! name! region~ tags{s tags_all~{s type
connect_contact_flow_module arn. contact_flow_module_id. content~ content_hash description filename id~ instance_id! name! region~ tags{s tags_all~{s
connect_hours_of_operation arn. description hours_of_operation_id. id~ instance_id! name! region~ tags{s tags_all~{s time_zone! config!#s1319
connect_instance arn. auto_resolve_best_voices_enabled:b contact_flow_logs_enabled:b contact_lens_enabled:b created_time. directory_id early_media_enabled:b id~ identity_management_type! inbound_calls_enabled!b instance_alias multi_party_conference_enabled:b outbound_calls_enabled!b region~ service_role. status. tags{s tags_all~{s timeouts#o80
connect_instance_storage_config association_id. id~ instance_id! region~ resource_type! storage_config!#11325
connect_lambda_function_association function_arn! id~ instance_id! region~
connect_phone_number arn. country_code! description id~ phone_number. prefix region~ status.@l1326 tags{s tags_all~{s target_arn! type! timeouts#o76
connect_phone_number_contact_flow_association contact_flow_id! instance_id! phone_number_id! region~
connect_queue arn. description hours_of_operation_id! id~ instance_id! max_contacts:n name! queue_id. quick_connect_ids(s region~ status~ tags{s tags_all~{s outbound_caller_config#11327
connect_quick_connect arn. description id~ instance_id! name! quick_connect_id. region~ tags{s tags_all~{s quick_connect_config!#11331
connect_routing_profile arn. default_outbound_queue_id! description! id~ instance_id! name! region~ routing_profile_id. tags{s tags_all~{s media_concurrencies!#s1333 queue_configs#s1334
connect_security_profile arn. description id~ instance_id! name! organization_resource_id. permissions(s region~ security_profile_id. tags{s tags_all~{s
connect_user arn. directory_user_id~ hierarchy_group_id id~ instance_id! name! password region~ routing_profile_id! security_profile_ids!(s tags{s tags_all~{s user_id. identity_info#11335 phone_config!#11336
connect_user_hierarchy_group arn. hierarchy_group_id. hierarchy_path.@l1338 id~ instance_id! level_id. name! parent_group_id region~ tags{s tags_all~{s
connect_user_hierarchy_structure id~ instance_id! region~ hierarchy_structure!#11340
connect_vocabulary arn. content! failure_reason. id~ instance_id! language_code! last_modified_time. name! region~ state. tags{s tags_all~{s vocabulary_id. timeouts#o80
controltower_baseline arn. baseline_identifier! baseline_version! operation_identifier. region~ tags{s tags_all.{s target_identifier! parameters#l308 timeouts#o76
controltower_control arn. control_identifier! id~ region~ target_identifier! parameters#s308 timeouts#o76
controltower_landing_zone arn. drift_status.@l1341 id~ latest_available_version. manifest_json! region~ remediation_types(s tags{s tags_all~{s version! timeouts#o76
costoptimizationhub_enrollment_status id. include_member_accounts~b status.
costoptimizationhub_preferences id. member_account_discount_visibility~ savings_estimation_mode~
cur_report_definition additional_artifacts(s additional_schema_elements!(s arn. compression! format! id~ refresh_closed_reports:b report_name! report_versioning s3_bucket! s3_prefix! s3_region! tags{s tags_all~{s time_unit!
customer_gateway arn. bgp_asn bgp_asn_extended certificate_arn device_name id~ ip_address region~ tags{s tags_all~{s type!
customerprofiles_domain arn. dead_letter_queue_url default_encryption_key default_expiration_days!n domain_name! id~ region~ tags{s tags_all~{s matching#11348 rule_based_matching#11351
customerprofiles_profile account_number additional_information attributes{s birth_date business_email_address business_name business_phone_number domain_name! email_address first_name gender_string home_phone_number id~ last_name middle_name mobile_phone_number party_type_string personal_email_address phone_number region~ address#11352 billing_address#11352 mailing_address#11352 shipping_address#11352
dataexchange_data_set arn. asset_type! description! id~ name! region~ tags{s tags_all~{s
dataexchange_event_action arn. created_at. id. region~ updated_at. action#l1356 event#l1358
dataexchange_revision arn. comment data_set_id! id~ region~ revision_id. tags{s tags_all~{s
dataexchange_revision_assets arn. comment created_at. data_set_id! finalized~b force_destroy:b id. region~ tags{s tags_all.{s updated_at. asset#s1364 timeouts#o89
datapipeline_pipeline description id~ name! region~ tags{s tags_all~{s
datapipeline_pipeline_definition id~ pipeline_id! region~ parameter_object#s1366 parameter_value#s1367 pipeline_object!#s1369
datasync_agent activation_key~ arn. id~ ip_address~ name private_link_endpoint~ region~ security_group_arns(s subnet_arns(s tags{s tags_all~{s vpc_endpoint_id timeouts#o89
datasync_location_azure_blob access_tier agent_arns!(s arn. authentication_type! blob_type container_url! id~ region~ subdirectory~ tags{s tags_all~{s uri. sas_configuration#11370
datasync_location_efs access_point_arn arn. efs_file_system_arn! file_system_access_role_arn id~ in_transit_encryption region~ subdirectory tags{s tags_all~{s uri. ec2_config!#11371
datasync_location_fsx_lustre_file_system arn. creation_time. fsx_filesystem_arn! id~ region~ security_group_arns!(s subdirectory~ tags{s tags_all~{s uri.
datasync_location_fsx_ontap_file_system arn. creation_time. fsx_filesystem_arn. id~ region~ security_group_arns!(s storage_virtual_machine_arn! subdirectory~ tags{s tags_all~{s uri. protocol!#11375
datasync_location_fsx_openzfs_file_system arn. creation_time. fsx_filesystem_arn! id~ region~ security_group_arns!(s subdirectory~ tags{s tags_all~{s uri. protocol!#11376
datasync_location_fsx_windows_file_system arn. creation_time. domain fsx_filesystem_arn! id~ password! region~ security_group_arns!(s subdirectory~ tags{s tags_all~{s uri. user!
datasync_location_hdfs agent_arns!(s arn. authentication_type block_size:n id~ kerberos_keytab kerberos_keytab_base64 kerberos_krb5_conf kerberos_krb5_conf_base64 kerberos_principal kms_key_provider_uri region~ replication_factor:n simple_user subdirectory tags{s tags_all~{s uri. name_node!#s1377 qop_configuration#11378
datasync_location_nfs arn. id~ region~ server_hostname! subdirectory! tags{s tags_all~{s uri. mount_options#11372 on_prem_config!#11379
datasync_location_object_storage access_key agent_arns(s arn. bucket_name! id~ region~ secret_key server_certificate server_hostname! server_port:n server_protocol subdirectory~ tags{s tags_all~{s uri.
datasync_location_s3 agent_arns(s arn. id~ region~ s3_bucket_arn! s3_storage_class~ subdirectory! tags{s tags_all~{s uri. s3_config!#11380
datasync_location_smb agent_arns!(s arn. domain~ id~ password! region~ server_hostname! subdirectory! tags{s tags_all~{s uri. user! mount_options#11372
datasync_task arn. cloudwatch_log_group_arn destination_location_arn! id~ name region~ source_location_arn! tags{s tags_all~{s task_mode~ excludes#11381 includes#11381 options#11382 schedule#11383 task_report_config#11386 timeouts#o89
datazone_asset_type created_at. created_by. description domain_identifier! name! owning_project_identifier! region~ revision. forms_input#s1387 timeouts#o89
datazone_domain arn. description domain_execution_role! domain_version~ id. kms_key_identifier name! portal_url. region~ root_domain_unit_id. service_role skip_deletion_check:b tags{s tags_all.{s single_sign_on#l1388 timeouts#o80
datazone_environment account_identifier~ account_region~ blueprint_identifier~ created_at. created_by. description domain_identifier! glossary_terms[s id. last_deployment.@l1390 name! profile_identifier! project_identifier! provider_environment. provisioned_resources.@l1391 region~ timeouts#o76 user_parameters#l493
datazone_environment_blueprint_configuration domain_id! enabled_regions![s environment_blueprint_id! global_parameters{s manage_access_role_arn provisioning_role_arn region~ regional_parameters{{s
datazone_environment_profile aws_account_id~ aws_account_region! created_at. created_by. description~ domain_identifier! environment_blueprint_identifier! id. name! project_identifier! region~ updated_at. user_parameters#l493
datazone_form_type created_at. created_by. description domain_identifier! imports.@l1392 name! origin_domain_id. origin_project_id. owning_project_identifier! region~ revision. status~ model#l1393 timeouts#o89
datazone_glossary description domain_identifier! id. name! owning_project_identifier! region~ status
datazone_glossary_term created_at. created_by. domain_identifier glossary_identifier! id. long_description name! region~ short_description status term_relations#l1394 timeouts#o89
datazone_policy_grant created_at. created_by. domain_identifier! entity_identifier! entity_type! grant_id. policy_type! region~ detail#l1398 principal#l1404
datazone_project created_at. created_by. description domain_identifier! failure_reasons.@l1389 glossary_terms[s id. last_updated_at. name! project_status. region~ skip_deletion_check:b timeouts#o80
datazone_user_profile details.@l1407 domain_identifier! id. region~ status~ type. user_identifier! user_type~ timeouts#o77
dax_cluster arn. availability_zones(s cluster_address. cluster_endpoint_encryption_type cluster_name! configuration_endpoint. description iam_role_arn! id~ maintenance_window~ node_type! nodes.@l1408 notification_topic_arn parameter_group_name~ port.n region~ replication_factor!n security_group_ids~(s subnet_group_name~ tags{s tags_all~{s server_side_encryption#11409 timeouts#o76
dax_parameter_group description id~ name! region~ parameters#s42
dax_subnet_group description id~ name! region~ subnet_ids!(s vpc_id.
db_cluster_snapshot allocated_storage.n availability_zones.[s db_cluster_identifier! db_cluster_snapshot_arn. db_cluster_snapshot_identifier! engine. engine_version. id~ kms_key_id. license_model. port.n region~ shared_accounts(s snapshot_type. source_db_cluster_snapshot_arn. status. storage_encrypted.b tags{s tags_all~{s vpc_id. timeouts#o89
db_event_subscription arn. customer_aws_id. enabled:b event_categories(s id~ name~ name_prefix~ region~ sns_topic! source_ids(s source_type tags{s tags_all~{s timeouts#o76
db_instance address. allocated_storage~n allow_major_version_upgrade:b apply_immediately:b arn. auto_minor_version_upgrade:b availability_zone~ backup_retention_period~n backup_target~ backup_window~ ca_cert_identifier~ character_set_name~ copy_tags_to_snapshot:b custom_iam_instance_profile customer_owned_ip_enabled:b database_insights_mode~ db_name~ db_subnet_group_name~ dedicated_log_volume:b delete_automated_backups:b deletion_protection:b domain domain_auth_secret_arn domain_dns_ips[s domain_fqdn~ domain_iam_role_name domain_ou enabled_cloudwatch_logs_exports(s endpoint. engine~ engine_lifecycle_support~ engine_version~ engine_version_actual. final_snapshot_identifier hosted_zone_id. iam_database_authentication_enabled:b id~ identifier~ identifier_prefix~ instance_class! iops~n kms_key_id~ latest_restorable_time. license_model~ listener_endpoint.@l1410 maintenance_window~ manage_master_user_password:b master_user_secret.@l1411 master_user_secret_kms_key_id~ max_allocated_storage:n monitoring_interval:n monitoring_role_arn~ multi_az~b nchar_character_set_name~ network_type~ option_group_name~ parameter_group_name~ password password_wo password_wo_version:n performance_insights_enabled:b performance_insights_kms_key_id~ performance_insights_retention_period~n port~n publicly_accessible:b region~ replica_mode~ replicas.[s replicate_source_db resource_id. skip_final_snapshot:b snapshot_identifier~ status. storage_encrypted:b storage_throughput~n storage_type~ tags{s tags_all~{s timezone~ upgrade_rollout_order. upgrade_storage_config:b username~ vpc_security_group_ids~(s warning_event_categories(s blue_green_update#11409 restore_to_point_in_time#11412 s3_import#11413 timeouts#o76
db_instance_automated_backups_replication id~ kms_key_id~ pre_signed_url region~ retention_period:n source_db_instance_arn! timeouts#o80
db_instance_role_association db_instance_identifier! feature_name! id~ region~ role_arn! timeouts#o80
db_option_group arn. engine_name! id~ major_engine_version! name~ name_prefix~ option_group_description region~ skip_destroy:b tags{s tags_all~{s option#s1414 timeouts#o135
db_parameter_group arn. description family! id~ name~ name_prefix~ region~ skip_destroy:b tags{s tags_all~{s parameter#s1415
db_proxy arn. debug_logging:b default_auth_scheme~ endpoint. endpoint_network_type~ engine_family! id~ idle_client_timeout~n name! region~ require_tls:b role_arn! tags{s tags_all~{s target_connection_network_type~ vpc_security_group_ids~(s vpc_subnet_ids!(s auth#s1416 timeouts#o76
db_proxy_default_target_group arn. db_proxy_name! id~ name. region~ connection_pool_config#11417 timeouts#o77
db_proxy_endpoint arn. db_proxy_endpoint_name! db_proxy_name! endpoint. id~ is_default.b region~ tags{s tags_all~{s target_role vpc_id. vpc_security_group_ids~(s vpc_subnet_ids!(s timeouts#o76
db_proxy_target db_cluster_identifier db_instance_identifier db_proxy_name! endpoint. id~ port.n rds_resource_id. region~ target_arn. target_group_name! tracked_cluster_id. type.
db_snapshot allocated_storage.n availability_zone. db_instance_identifier! db_snapshot_arn. db_snapshot_identifier! encrypted.b engine. engine_version. id~ iops.n kms_key_id. license_model. option_group_name. port.n region~ shared_accounts(s snapshot_type. source_db_snapshot_identifier. source_region. status. storage_type. tags{s tags_all~{s vpc_id. timeouts#o89
db_snapshot_copy allocated_storage.n availability_zone. copy_tags:b db_snapshot_arn. destination_region encrypted.b engine. engine_version. id~ iops.n kms_key_id license_model. option_group_name~ port.n presigned_url region~ shared_accounts(s snapshot_type. source_db_snapshot_identifier! source_region. storage_type. tags{s tags_all~{s target_custom_availability_zone target_db_snapshot_identifier! vpc_id. timeouts#o89
db_subnet_group arn. description id~ name~ name_prefix~ region~ subnet_ids!(s supported_network_types.(s tags{s tags_all~{s vpc_id.
default_network_acl arn. default_network_acl_id! id~ owner_id. region~ subnet_ids(s tags{s tags_all~{s vpc_id. egress#s1418 ingress#s1418
default_route_table arn. default_route_table_id! id~ owner_id. propagating_vgws(s region~ route~@s1419 tags{s tags_all~{s vpc_id. timeouts#o77
default_security_group arn. description. egress~@s1420 id~ ingress~@s1420 name. name_prefix. owner_id. region~ revoke_rules_on_delete:b tags{s tags_all~{s vpc_id~
default_subnet arn. assign_ipv6_address_on_creation:b availability_zone! availability_zone_id. cidr_block. customer_owned_ipv4_pool enable_dns64:b enable_lni_at_device_index.n enable_resource_name_dns_a_record_on_launch:b enable_resource_name_dns_aaaa_record_on_launch:b existing_default_subnet.b force_destroy:b id~ ipv6_cidr_block~ ipv6_cidr_block_association_id. ipv6_native:b map_customer_owned_ip_on_launch:b map_public_ip_on_launch:b outpost_arn. owner_id. private_dns_hostname_type_on_launch~ region~ tags{s tags_all~{s vpc_id. timeouts#o80
default_vpc arn. assign_generated_ipv6_cidr_block:b cidr_block. default_network_acl_id. default_route_table_id. default_security_group_id. dhcp_options_id. enable_dns_hostnames:b enable_dns_support:b enable_network_address_usage_metrics~b existing_default_vpc.b force_destroy:b id~ instance_tenancy. ipv6_association_id. ipv6_cidr_block~ ipv6_cidr_block_network_border_group~ ipv6_ipam_pool_id ipv6_netmask_length:n main_route_table_id. owner_id. region~ tags{s tags_all~{s
default_vpc_dhcp_options arn. domain_name. domain_name_servers. id~ ipv6_address_preferred_lease_time. netbios_name_servers. netbios_node_type. ntp_servers. owner_id~ region~ tags{s tags_all~{s
detective_graph created_time. graph_arn. id~ region~ tags{s tags_all~{s
detective_invitation_accepter graph_arn! id~ region~
detective_member account_id! administrator_id. disable_email_notification:b disabled_reason. email_address! graph_arn! id~ invited_time. message region~ status. updated_time. volume_usage_in_bytes.
detective_organization_admin_account account_id! id~ region~
detective_organization_configuration auto_enable!b graph_arn! id~ region~
devicefarm_device_pool arn. description id~ max_devices:n name! project_arn! region~ tags{s tags_all~{s type. rule!#s1421
devicefarm_instance_profile arn. description exclude_app_packages_from_cleanup(s id~ name! package_cleanup:b reboot_after_use:b region~ tags{s tags_all~{s
devicefarm_network_profile arn. description downlink_bandwidth_bits:n downlink_delay_ms:n downlink_jitter_ms:n downlink_loss_percent:n id~ name! project_arn! region~ tags{s tags_all~{s type uplink_bandwidth_bits:n uplink_delay_ms:n uplink_jitter_ms:n uplink_loss_percent:n
devicefarm_project arn. default_job_timeout_minutes:n id~ name! region~ tags{s tags_all~{s
devicefarm_test_grid_project arn. description id~ name! region~ tags{s tags_all~{s vpc_config#11422
devicefarm_upload arn. category. content_type id~ metadata. name! project_arn! region~ type! url.
devopsguru_event_sources_config id. region~ event_sources#l1424
devopsguru_notification_channel id. region~ filters#l1425 sns#l1426
devopsguru_resource_collection id. region~ type! cloudformation#l1427 tags#l1428
devopsguru_service_integration id. region~ kms_server_side_encryption#l1429 logs_anomaly_detection#l1430 ops_center#l1430
directory_service_conditional_forwarder directory_id! dns_ips![s id~ region~ remote_domain_name!
directory_service_directory access_url. alias~ description desired_number_of_domain_controllers~n dns_ip_addresses.(s edition~ enable_directory_data_access:b enable_sso:b id~ name! password! region~ security_group_id. short_name~ size~ tags{s tags_all~{s type connect_settings#11431 timeouts#o76 vpc_settings#11432
directory_service_log_subscription directory_id! id~ log_group_name! region~
directory_service_radius_settings authentication_protocol! directory_id! display_label! id~ radius_port!n radius_retries!n radius_servers!(s radius_timeout!n region~ shared_secret! use_same_username:b timeouts#o77
directory_service_region desired_number_of_domain_controllers~n directory_id! id~ region~ region_name! tags{s tags_all~{s timeouts#o76 vpc_settings!#11433
directory_service_shared_directory directory_id! id~ method notes region~ shared_directory_id. target!#11434 timeouts#o135
directory_service_shared_directory_accepter id~ method. notes. owner_account_id. owner_directory_id. region~ shared_directory_id! timeouts#o80
directory_service_trust conditional_forwarder_ip_addrs(s created_date_time. delete_associated_conditional_forwarder~b directory_id! id. last_updated_date_time. region~ remote_domain_name! selective_auth~ state_last_updated_date_time. trust_direction! trust_password! trust_state. trust_state_reason. trust_type~
dlm_lifecycle_policy arn. default_policy description! execution_role_arn! id~ region~ state tags{s tags_all~{s policy_details!#11452
dms_certificate certificate_arn. certificate_id! certificate_pem certificate_wallet id~ region~ tags{s tags_all~{s
dms_data_provider arn. creation_time. description engine! name~ region~ tags{s tags_all.{s virtual~b settings#l1461
dms_endpoint certificate_arn~ database_name endpoint_arn. endpoint_id! endpoint_type! engine_name! extra_connection_attributes~ id~ kms_key_arn~ password pause_replication_tasks:b port:n region~ secrets_manager_access_role_arn secrets_manager_arn server_name service_access_role ssl_mode~ tags{s tags_all~{s username elasticsearch_settings#11462 kafka_settings#11463 kinesis_settings#11464 mongodb_settings#11465 mysql_settings#11466 oracle_settings#11467 postgres_settings#11468 redis_settings#11469 redshift_settings#11470 timeouts#o80
dms_event_subscription arn. enabled:b event_categories!(s id~ name! region~ sns_topic_arn! source_ids(s source_type! tags{s tags_all~{s timeouts#o76
dms_instance_profile arn. availability_zone~ description kms_key_arn~ name~ network_type~ publicly_accessible~b region~ subnet_group_identifier~ tags{s tags_all.{s vpc_security_group_ids~(s
dms_migration_project arn. creation_time. description instance_profile_arn! instance_profile_name. name~ region~ tags{s tags_all.{s transformation_rules schema_conversion_application_attributes#l1471 source_data_provider_descriptor#l1472 target_data_provider_descriptor#l1472 timeouts#o89
dms_replication_config arn. id~ region~ replication_config_identifier! replication_settings~ replication_type! resource_identifier~ source_endpoint_arn! start_replication:b supplemental_settings table_mappings! tags{s tags_all~{s target_endpoint_arn! compute_config!#11473 timeouts#o76
dms_replication_instance allocated_storage~n allow_major_version_upgrade:b apply_immediately:b auto_minor_version_upgrade~b availability_zone~ dns_name_servers engine_version~ id~ kms_key_arn~ multi_az~b network_type~ preferred_maintenance_window~ publicly_accessible~b region~ replication_instance_arn. replication_instance_class! replication_instance_id! replication_instance_private_ips.[s replication_instance_public_ips.[s replication_subnet_group_id~ tags{s tags_all~{s vpc_security_group_ids~(s kerberos_authentication_settings#11474 timeouts#o76
dms_replication_subnet_group id~ region~ replication_subnet_group_arn. replication_subnet_group_description! replication_subnet_group_id! subnet_ids!(s tags{s tags_all~{s vpc_id.
dms_replication_task cdc_start_position~ cdc_start_time id~ migration_type! region~ replication_instance_arn! replication_task_arn. replication_task_id! replication_task_settings~ resource_identifier source_endpoint_arn! start_replication_task:b status. table_mappings! tags{s tags_all~{s target_endpoint_arn!
dms_s3_endpoint add_column_name:b add_trailing_padding_character:b bucket_folder bucket_name! canned_acl_for_objects cdc_inserts_and_updates:b cdc_inserts_only:b cdc_max_batch_interval:n cdc_min_file_size:n cdc_path certificate_arn~ compression_type csv_delimiter csv_no_sup_value csv_null_value csv_row_delimiter data_format data_page_size:n date_partition_delimiter date_partition_enabled:b date_partition_sequence date_partition_timezone detach_target_on_lob_lookup_failure_parquet:b dict_page_size_limit:n enable_statistics:b encoding_type encryption_mode endpoint_arn. endpoint_id! endpoint_type! engine_display_name. expected_bucket_owner external_id. external_table_definition glue_catalog_generation:b id~ ignore_header_rows:n include_op_for_full_load:b kms_key_arn~ max_file_size:n parquet_timestamp_in_millisecond:b parquet_version preserve_transactions:b region~ rfc_4180:b row_group_length:n server_side_encryption_kms_key_id service_access_role_arn! ssl_mode~ status. tags{s tags_all~{s timestamp_column_name use_csv_no_sup_value:b use_task_start_time_for_full_load_timestamp:b timeouts#o80
docdb_cluster allow_major_version_upgrade:b apply_immediately:b arn. availability_zones~(s backup_retention_period:n cluster_identifier~ cluster_identifier_prefix~ cluster_members~(s cluster_resource_id. db_cluster_parameter_group_name~ db_subnet_group_name~ deletion_protection:b enabled_cloudwatch_logs_exports[s endpoint. engine engine_version~ final_snapshot_identifier global_cluster_identifier hosted_zone_id. id~ kms_key_id~ manage_master_user_password:b master_password master_password_wo master_password_wo_version:n master_user_secret.@l1411 master_username~ network_type~ port:n preferred_backup_window~ preferred_maintenance_window~ reader_endpoint. region~ skip_final_snapshot:b snapshot_identifier storage_encrypted:b storage_type tags{s tags_all~{s vpc_security_group_ids~(s restore_to_point_in_time#11475 serverless_v2_scaling_configuration#11476 timeouts#o76
docdb_cluster_instance apply_immediately:b arn. auto_minor_version_upgrade:b availability_zone~ ca_cert_identifier~ certificate_rotation_restart cluster_identifier! copy_tags_to_snapshot:b db_subnet_group_name. dbi_resource_id. enable_performance_insights:b endpoint. engine engine_version. id~ identifier~ identifier_prefix~ instance_class! kms_key_id. performance_insights_kms_key_id~ port.n preferred_backup_window. preferred_maintenance_window~ promotion_tier:n publicly_accessible.b region~ storage_encrypted.b tags{s tags_all~{s writer.b timeouts#o76
docdb_cluster_parameter_group arn. description family! id~ name~ name_prefix~ region~ tags{s tags_all~{s parameter#s1415
docdb_cluster_snapshot availability_zones.[s db_cluster_identifier! db_cluster_snapshot_arn. db_cluster_snapshot_identifier! engine. engine_version. id~ kms_key_id. port.n region~ snapshot_type. source_db_cluster_snapshot_arn. status. storage_encrypted.b vpc_id. timeouts#o89
docdb_event_subscription arn. customer_aws_id. enabled:b event_categories(s id~ name~ name_prefix~ region~ sns_topic_arn! source_ids(s source_type tags{s tags_all~{s timeouts#o76
docdb_global_cluster arn. database_name deletion_protection:b engine~ engine_version~ global_cluster_identifier! global_cluster_members.@s1477 global_cluster_resource_id. id~ region~ source_db_cluster_identifier~ status. storage_encrypted~b timeouts#o76
docdb_subnet_group arn. description id~ name~ name_prefix~ region~ subnet_ids!(s supported_network_types.(s tags{s tags_all~{s
docdbelastic_cluster admin_user_name! admin_user_password! arn. auth_type! backup_retention_period~n endpoint. id. kms_key_id~ name! preferred_backup_window~ preferred_maintenance_window~ region~ shard_capacity!n shard_count!n shard_instance_count~n subnet_ids~(s tags{s tags_all.{s vpc_security_group_ids~(s timeouts#o76
drs_replication_configuration_template arn. associate_default_security_group!b auto_replicate_new_disks~b bandwidth_throttling!n create_public_ip!b data_plane_routing! default_large_staging_disk_type! ebs_encryption! ebs_encryption_key_arn id. region~ replication_server_instance_type! replication_servers_security_groups_ids![s staging_area_subnet_id! staging_area_tags!{s tags{s tags_all.{s use_dedicated_replication_server!b pit_policy#l1478 timeouts#o76
dsql_cluster arn. deletion_protection_enabled~b encryption_details.@l1479 force_destroy~b identifier. kms_encryption_key~ region~ tags{s tags_all.{s vpc_endpoint_service_name. multi_region_properties#l1480 timeouts#o76
dsql_cluster_peering clusters!(s identifier! region~ witness_region! timeouts#o89
dsql_cluster_policy bypass_policy_lockout_safety_check~b identifier! policy! policy_version. region~ timeouts#o76
dx_bgp_peer address_family! amazon_address~ aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ bgp_peer_id. bgp_status. customer_address~ id~ region~ virtual_interface_id! timeouts#o80
dx_connection arn. aws_device. bandwidth! encryption_mode~ has_logical_redundancy. id~ jumbo_frame_capable.b location! macsec_capable.b name! owner_account_id. partner_name. port_encryption_status. prefix_pool_size_ipv4.n prefix_pool_size_ipv6.n prefix_pool_unallocated_count_ipv4.n prefix_pool_unallocated_count_ipv6.n provider_name~ rate_limiter_status.@l1481 region~ request_macsec:b skip_destroy:b state. tags{s tags_all~{s vlan_id.n
dx_connection_association connection_id! id~ lag_id! region~
dx_connection_confirmation connection_id! id~ region~
dx_gateway amazon_side_asn! arn. id~ name! owner_account_id. tags{s tags_all~{s timeouts#o80
dx_gateway_association allowed_prefixes~(s associated_gateway_id~ associated_gateway_owner_account_id~ associated_gateway_type. dx_gateway_association_id. dx_gateway_id! dx_gateway_owner_account_id. id~ proposal_id region~ transit_gateway_attachment_id. timeouts#o76
dx_gateway_association_proposal allowed_prefixes~(s associated_gateway_id! associated_gateway_owner_account_id. associated_gateway_type. dx_gateway_id! dx_gateway_owner_account_id! id~ region~
dx_hosted_connection aws_device. bandwidth! connection_id! connection_region. has_logical_redundancy. id~ jumbo_frame_capable.b lag_id. loa_issue_time. location. name! owner_account_id! partner_name. provider_name. region. state. vlan!n
dx_hosted_private_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ connection_id! customer_address~ id~ jumbo_frame_capable.b mtu:n name! owner_account_id! prefix_pool_allocated_count_ipv4.n prefix_pool_allocated_count_ipv6.n rate_limit~ region~ vlan!n timeouts#o80
dx_hosted_private_virtual_interface_accepter arn. dx_gateway_id id~ prefix_pool_allocated_count_ipv4~n prefix_pool_allocated_count_ipv6~n region~ tags{s tags_all~{s virtual_interface_id! vpn_gateway_id timeouts#o80
dx_hosted_public_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ connection_id! customer_address~ id~ name! owner_account_id! rate_limit~ region~ route_filter_prefixes!(s vlan!n timeouts#o80
dx_hosted_public_virtual_interface_accepter arn. id~ region~ tags{s tags_all~{s virtual_interface_id! timeouts#o80
dx_hosted_transit_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ connection_id! customer_address~ id~ jumbo_frame_capable.b mtu:n name! owner_account_id! prefix_pool_allocated_count_ipv4.n prefix_pool_allocated_count_ipv6.n rate_limit~ region~ vlan!n timeouts#o80
dx_hosted_transit_virtual_interface_accepter arn. dx_gateway_id! id~ prefix_pool_allocated_count_ipv4~n prefix_pool_allocated_count_ipv6~n region~ tags{s tags_all~{s virtual_interface_id! timeouts#o80
dx_lag arn. connection_id connections_bandwidth! force_destroy:b has_logical_redundancy. id~ jumbo_frame_capable.b location! name! owner_account_id. provider_name~ rate_limiter_status.@l1481 region~ tags{s tags_all~{s
dx_macsec_key_association cak ckn~ connection_id! id~ region~ secret_arn~ start_on. state.
dx_private_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ connection_id! customer_address~ dx_gateway_id id~ jumbo_frame_capable.b mtu:n name! prefix_pool_allocated_count_ipv4~n prefix_pool_allocated_count_ipv6~n rate_limit~ region~ sitelink_enabled:b tags{s tags_all~{s vlan!n vpn_gateway_id timeouts#o76
dx_public_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn!n bgp_auth_key~ connection_id! customer_address~ id~ name! rate_limit~ region~ route_filter_prefixes!(s tags{s tags_all~{s vlan!n timeouts#o80
dx_transit_virtual_interface address_family! amazon_address~ amazon_side_asn. arn. aws_device. bgp_asn:n bgp_asn_long bgp_auth_key~ connection_id! customer_address~ dx_gateway_id! id~ jumbo_frame_capable.b mtu:n name! prefix_pool_allocated_count_ipv4~n prefix_pool_allocated_count_ipv6~n rate_limit~ region~ sitelink_enabled:b tags{s tags_all~{s vlan!n timeouts#o76
dynamodb_contributor_insights id~ index_name mode~ region~ table_name! timeouts#o80
dynamodb_global_secondary_index arn. index_name! region~ table_name! warm_throughput~#o1482 key_schema#l1483 on_demand_throughput#l1484 projection#l1485 provisioned_throughput#l1486 timeouts#o76
dynamodb_global_table arn. id~ name! region~ replica!#s1487 timeouts#o76
dynamodb_kinesis_streaming_destination approximate_creation_date_time_precision~ id~ region~ stream_arn! table_name!
dynamodb_resource_policy confirm_remove_self_resource_access~b id. policy! region~ resource_arn! revision_id.
dynamodb_table arn. billing_mode deletion_protection_enabled:b hash_key~ id~ name! range_key read_capacity~n region~ restore_backup_arn restore_date_time restore_source_name restore_source_table_arn restore_to_latest_time:b stream_arn. stream_enabled:b stream_label. stream_view_type~ table_class tags{s tags_all~{s write_capacity~n attribute#s680 global_secondary_index#s1489 global_table_witness#11490 import_table#11494 local_secondary_index#s1495 on_demand_throughput#11484 point_in_time_recovery#11496 replica#s1497 server_side_encryption#11498 timeouts#o76 ttl#11499 warm_throughput#11482
dynamodb_table_export arn. billed_size_in_bytes.n end_time. export_format export_status. export_time~ export_type~ id~ item_count.n manifest_files_s3_key. region~ s3_bucket! s3_bucket_owner~ s3_prefix~ s3_sse_algorithm~ s3_sse_kms_key_id start_time. table_arn! incremental_export_specification#11500 timeouts#o80
dynamodb_table_item hash_key! hash_key_value. id~ item! range_key range_key_value. region~ table_name!
dynamodb_table_replica arn. deletion_protection_enabled~b global_table_arn! id~ kms_key_arn~ point_in_time_recovery:b region~ table_class_override tags{s tags_all~{s timeouts#o76
dynamodb_tag id~ key! region~ resource_arn! value!
ebs_default_kms_key id~ key_arn! region~
ebs_encryption_by_default enabled:b id~ region~
ebs_fast_snapshot_restore availability_zone! id. region~ snapshot_id! state. timeouts#o80
ebs_snapshot arn. data_encryption_key_id. description encrypted.b id~ kms_key_id. outpost_arn owner_alias. owner_id. permanent_restore:b region~ storage_tier~ tags{s tags_all~{s temporary_restore_days:n volume_id! volume_size.n timeouts#o80
ebs_snapshot_block_public_access id~ region~ state!
ebs_snapshot_copy arn. completion_duration_minutes:n data_encryption_key_id. description encrypted:b id~ kms_key_id outpost_arn. owner_alias. owner_id. permanent_restore:b region~ source_region! source_snapshot_id! storage_tier~ tags{s tags_all~{s temporary_restore_days:n volume_id. volume_size.n timeouts#o80
ebs_snapshot_import arn. data_encryption_key_id. description~ encrypted:b id~ kms_key_id outpost_arn. owner_alias. owner_id. permanent_restore:b region~ role_name storage_tier~ tags{s tags_all~{s temporary_restore_days:n volume_id. volume_size.n client_data#11501 disk_container!#11503 timeouts#o80
ebs_volume arn. availability_zone! create_time. encrypted~b final_snapshot:b id~ iops~n kms_key_id~ multi_attach_enabled:b outpost_arn region~ size~n snapshot_id~ tags{s tags_all~{s throughput~n type~ volume_initialization_rate:n timeouts#o76
ebs_volume_copy arn. availability_zone. id. iops~n region~ size~n source_volume_id! tags{s tags_all.{s throughput~n volume_type~ timeouts#o76
ec2_allowed_images_settings region~ state! image_criterion#l1506
ec2_availability_zone_group group_name! id~ opt_in_status! region~
ec2_capacity_block_reservation arn. availability_zone. capacity_block_offering_id! created_date. ebs_optimized.b end_date. end_date_type. id. instance_count.n instance_platform! instance_type. outpost_arn. placement_group_arn. region~ reservation_type. start_date. tags{s tags_all.{s tenancy. timeouts#o89
ec2_capacity_reservation arn. availability_zone! ebs_optimized:b end_date end_date_type ephemeral_storage:b id~ instance_count!n instance_match_criteria instance_platform! instance_type! outpost_arn owner_id. placement_group_arn region~ tags{s tags_all~{s tenancy timeouts#o76
ec2_carrier_gateway arn. id~ owner_id. region~ tags{s tags_all~{s vpc_id!
ec2_client_vpn_authorization_rule access_group_id authorize_all_groups:b client_vpn_endpoint_id! description id~ region~ target_network_cidr! timeouts#o80
ec2_client_vpn_endpoint arn. client_cidr_block description disconnect_on_session_timeout~b dns_name. dns_servers[s endpoint_ip_address_type~ id~ region~ security_group_ids~(s self_service_portal self_service_portal_url. server_certificate_arn! session_timeout_hours:n split_tunnel:b tags{s tags_all~{s traffic_ip_address_type~ transport_protocol vpc_id~ vpn_port:n authentication_options!#s1507 client_connect_options#11508 client_login_banner_options#11509 client_route_enforcement_options#11510 connection_log_options!#11511 transit_gateway_configuration#11512
ec2_client_vpn_network_association association_id. client_vpn_endpoint_id! id~ region~ subnet_id! vpc_id. timeouts#o80
ec2_client_vpn_route client_vpn_endpoint_id! description destination_cidr_block! id~ origin. region~ target_vpc_subnet_id transit_gateway_attachment_id. type. timeouts#o80
ec2_default_credit_specification cpu_credits! instance_family! region~ timeouts#o77
ec2_fleet arn. context excess_capacity_termination_policy fleet_state~ fulfilled_capacity~n fulfilled_on_demand_capacity~n id~ region~ replace_unhealthy_instances:b tags{s tags_all~{s terminate_instances:b terminate_instances_with_expiration:b type valid_from valid_until fleet_instance_set#l1513 launch_template_config!#l1518 on_demand_options#11520 spot_options#11523 target_capacity_specification!#11524 timeouts#o76
ec2_host arn. asset_id~ auto_placement availability_zone! host_recovery id~ instance_family instance_type outpost_arn owner_id. region~ tags{s tags_all~{s timeouts#o76
ec2_image_block_public_access id~ region~ state! timeouts#o984
ec2_instance_connect_endpoint arn. availability_zone. dns_name. fips_dns_name. id. ip_address_type~ network_interface_ids.[s owner_id. preserve_client_ip~b region~ security_group_ids~(s subnet_id! tags{s tags_all.{s vpc_id. timeouts#o80
ec2_instance_metadata_defaults http_endpoint~ http_put_response_hop_limit~n http_tokens~ id. instance_metadata_tags~ region~
ec2_instance_state force:b id~ instance_id! region~ state! timeouts#o76
ec2_local_gateway_route destination_cidr_block! id~ local_gateway_route_table_id! local_gateway_virtual_interface_group_id! region~
ec2_local_gateway_route_table arn. local_gateway_id! local_gateway_route_table_id. mode! outpost_arn. owner_id. region~ state. tags{s tags_all.{s timeouts#o80
ec2_local_gateway_route_table_virtual_interface_group_association id. local_gateway_id. local_gateway_route_table_arn. local_gateway_route_table_id! local_gateway_virtual_interface_group_id! owner_id. region~ state. tags{s tags_all.{s
ec2_local_gateway_route_table_vpc_association id~ local_gateway_id. local_gateway_route_table_id! region~ tags{s tags_all~{s vpc_id!
ec2_managed_prefix_list address_family! arn. id~ max_entries!n name! owner_id. region~ tags{s tags_all~{s version.n entry#s1525
ec2_managed_prefix_list_entry cidr! description id~ prefix_list_id! region~
ec2_network_insights_access_scope arn. id. region~ tags{s tags_all.{s exclude_paths#l1530 match_paths#l1531
ec2_network_insights_analysis alternate_path_hints.@l1532 arn. explanations.@l1539 filter_in_arns(s forward_path_components.@l1542 id~ network_insights_path_id! path_found.b region~ return_path_components.@l1542 start_date. status. status_message. tags{s tags_all~{s wait_for_completion:b warning_message.
ec2_network_insights_path arn. destination destination_arn. destination_ip destination_port:n id~ protocol! region~ source! source_arn. source_ip tags{s tags_all~{s filter_at_destination#11544 filter_at_source#11544
ec2_secondary_network arn. id. ipv4_cidr_block! ipv4_cidr_block_associations.@l1545 network_type! owner_id. region~ secondary_network_id. state. tags{s tags_all.{s timeouts#o76
ec2_secondary_subnet arn. availability_zone~ availability_zone_id~ id. ipv4_cidr_block! ipv4_cidr_block_associations.@l1545 owner_id. region~ secondary_network_id! secondary_network_type. secondary_subnet_id. state. tags{s tags_all.{s timeouts#o76
ec2_serial_console_access enabled:b id~ region~
ec2_subnet_cidr_reservation cidr_block! description id~ owner_id. region~ reservation_type! subnet_id!
ec2_tag id~ key! region~ resource_id! value!
ec2_traffic_mirror_filter arn. description id~ network_services(s region~ tags{s tags_all~{s
ec2_traffic_mirror_filter_rule arn. description destination_cidr_block! id~ protocol:n region~ rule_action! rule_number!n source_cidr_block! traffic_direction! traffic_mirror_filter_id! destination_port_range#11543 source_port_range#11543
ec2_traffic_mirror_session arn. description id~ network_interface_id! owner_id. packet_length~n region~ session_number!n tags{s tags_all~{s traffic_mirror_filter_id! traffic_mirror_target_id! virtual_network_id~n
ec2_traffic_mirror_target arn. description gateway_load_balancer_endpoint_id id~ network_interface_id network_load_balancer_arn owner_id. region~ tags{s tags_all~{s
ec2_transit_gateway amazon_side_asn:n arn. association_default_route_table_id. auto_accept_shared_attachments default_route_table_association default_route_table_propagation description dns_support encryption_support~ id~ multicast_support owner_id. propagation_default_route_table_id. region~ security_group_referencing_support tags{s tags_all~{s transit_gateway_cidr_blocks(s vpn_ecmp_support timeouts#o76
ec2_transit_gateway_connect id~ protocol region~ tags{s tags_all~{s transit_gateway_default_route_table_association:b transit_gateway_default_route_table_propagation:b transit_gateway_id! transport_attachment_id! timeouts#o76
ec2_transit_gateway_connect_peer arn. bgp_asn~ bgp_peer_address. bgp_transit_gateway_addresses.(s id~ inside_cidr_blocks!(s peer_address! region~ tags{s tags_all~{s transit_gateway_address~ transit_gateway_attachment_id! timeouts#o80
ec2_transit_gateway_default_route_table_association id. original_default_route_table_id. region~ transit_gateway_id! transit_gateway_route_table_id! timeouts#o76
ec2_transit_gateway_default_route_table_propagation id. original_default_route_table_id. region~ transit_gateway_id! transit_gateway_route_table_id! timeouts#o76
ec2_transit_gateway_metering_policy arn. middlebox_attachment_ids(s region~ tags{s tags_all.{s transit_gateway_id! transit_gateway_metering_policy_id. timeouts#o76
ec2_transit_gateway_metering_policy_entry destination_cidr_block destination_port_range destination_transit_gateway_attachment_id destination_transit_gateway_attachment_type metered_account! policy_rule_number!n protocol region~ source_cidr_block source_port_range source_transit_gateway_attachment_id source_transit_gateway_attachment_type transit_gateway_metering_policy_id! timeouts#o80
ec2_transit_gateway_multicast_domain arn. auto_accept_shared_associations id~ igmpv2_support owner_id. region~ static_sources_support tags{s tags_all~{s transit_gateway_id! timeouts#o80
ec2_transit_gateway_multicast_domain_association id~ region~ subnet_id! transit_gateway_attachment_id! transit_gateway_multicast_domain_id! timeouts#o80
ec2_transit_gateway_multicast_group_member group_ip_address! id~ network_interface_id! region~ transit_gateway_multicast_domain_id!
ec2_transit_gateway_multicast_group_source group_ip_address! id~ network_interface_id! region~ transit_gateway_multicast_domain_id!
ec2_transit_gateway_peering_attachment arn. id~ peer_account_id~ peer_region! peer_transit_gateway_id! region~ state. tags{s tags_all~{s transit_gateway_id! options#11546
ec2_transit_gateway_peering_attachment_accepter id~ peer_account_id. peer_region. peer_transit_gateway_id. region~ tags{s tags_all~{s transit_gateway_attachment_id! transit_gateway_id.
ec2_transit_gateway_policy_table arn. id~ region~ state. tags{s tags_all~{s transit_gateway_id!
ec2_transit_gateway_policy_table_association id~ region~ resource_id. resource_type. transit_gateway_attachment_id! transit_gateway_policy_table_id!
ec2_transit_gateway_policy_table_entry policy_rule_number! region~ target_route_table_id! transit_gateway_policy_table_id! policy_rule#l1548
ec2_transit_gateway_prefix_list_reference blackhole:b id~ prefix_list_id! prefix_list_owner_id. region~ transit_gateway_attachment_id transit_gateway_route_table_id!
ec2_transit_gateway_route blackhole:b destination_cidr_block! id~ region~ transit_gateway_attachment_id transit_gateway_route_table_id!
ec2_transit_gateway_route_table arn. default_association_route_table.b default_propagation_route_table.b id~ region~ tags{s tags_all~{s transit_gateway_id!
ec2_transit_gateway_route_table_association id~ region~ replace_existing_association:b resource_id. resource_type. transit_gateway_attachment_id! transit_gateway_route_table_id!
ec2_transit_gateway_route_table_propagation id~ region~ resource_id. resource_type. transit_gateway_attachment_id! transit_gateway_route_table_id!
ec2_transit_gateway_vpc_attachment appliance_mode_support arn. dns_support id~ ipv6_support region~ security_group_referencing_support~ subnet_ids!(s tags{s tags_all~{s transit_gateway_default_route_table_association~b transit_gateway_default_route_table_propagation~b transit_gateway_id! vpc_id! vpc_owner_id.
ec2_transit_gateway_vpc_attachment_accepter appliance_mode_support. dns_support. id~ ipv6_support. region~ security_group_referencing_support. subnet_ids.(s tags{s tags_all~{s transit_gateway_attachment_id! transit_gateway_default_route_table_association:b transit_gateway_default_route_table_propagation:b transit_gateway_id. vpc_id. vpc_owner_id.
ecr_account_setting name! region~ value!
ecr_lifecycle_policy id~ policy! region~ registry_id. repository!
ecr_pull_through_cache_rule credential_arn custom_role_arn ecr_repository_prefix! id~ region~ registry_id. upstream_registry_url! upstream_repository_prefix
ecr_pull_time_update_exclusion principal_arn! region~
ecr_registry_policy id~ policy! region~ registry_id.
ecr_registry_scanning_configuration id~ region~ registry_id. scan_type! rule#s1550
ecr_replication_configuration id~ region~ registry_id. replication_configuration#11553
ecr_repository arn. force_delete:b id~ image_tag_mutability name! region~ registry_id. repository_url. tags{s tags_all~{s encryption_configuration#l1554 image_scanning_configuration#11555 image_tag_mutability_exclusion_filter#l1549 timeouts#o135
ecr_repository_creation_template applied_for!(s custom_role_arn description id~ image_tag_mutability lifecycle_policy prefix! region~ registry_id. repository_policy resource_tags{s encryption_configuration#l1554 image_tag_mutability_exclusion_filter#l1549
ecr_repository_policy id~ policy! region~ registry_id. repository!
ecrpublic_repository arn. force_destroy:b id~ region~ registry_id. repository_name! repository_uri. tags{s tags_all~{s catalog_data#11556 timeouts#o135
ecrpublic_repository_policy id~ policy! region~ registry_id. repository_name!
ecs_account_setting_default id~ name! principal_arn. region~ value!
ecs_capacity_provider arn. cluster id~ name! region~ tags{s tags_all~{s auto_scaling_group_provider#11558 managed_instances_provider#11566
ecs_cluster arn. id~ name! region~ tags{s tags_all~{s configuration#11570 service_connect_defaults#151 setting#s42
ecs_cluster_capacity_providers capacity_providers(s cluster_name! id~ region~ default_capacity_provider_strategy#s1113
ecs_daemon arn. capacity_provider_arns!(s cluster_arn~ daemon_task_definition_arn! deployment_arn. enable_ecs_managed_tags:b enable_execute_command:b name! propagate_tags region~ status. tags{s tags_all.{s deployment_configuration#l1572 timeouts#o76
ecs_daemon_task_definition arn. cpu execution_role_arn family! memory region~ revision.n status. tags{s tags_all.{s task_role_arn container_definition#l1587 volume#s1589
ecs_express_gateway_service cluster~ cpu~ current_deployment. execution_role_arn! health_check_path~ infrastructure_role_arn! ingress_paths.@l1590 memory~ network_configuration~@l1591 region~ scaling_target~@l1592 service_arn. service_name~ service_revision_arn. tags{s tags_all.{s task_role_arn wait_for_steady_state~b primary_container#l1594 timeouts#o76
ecs_service arn. availability_zone_rebalancing~ cluster~ deployment_maximum_percent:n deployment_minimum_healthy_percent:n desired_count:n enable_ecs_managed_tags:b enable_execute_command:b force_delete:b force_new_deployment:b health_check_grace_period_seconds:n iam_role~ id~ launch_type~ name! platform_version~ propagate_tags region~ scheduling_strategy sigint_rollback:b tags{s tags_all~{s task_definition triggers~{s wait_for_steady_state:b alarms#11595 capacity_provider_strategy#s1113 deployment_circuit_breaker#11596 deployment_configuration#11601 deployment_controller#1268 load_balancer#s1603 network_configuration#11114 ordered_placement_strategy#l1115 placement_constraints#s1116 service_connect_configuration#11613 service_registries#11614 timeouts#o76 volume_configuration#11617 vpc_lattice_configurations#s1618
ecs_tag id~ key! region~ resource_arn! value!
ecs_task_definition arn. arn_without_revision. container_definitions! cpu enable_fault_injection~b execution_role_arn family! id~ ipc_mode memory network_mode~ pid_mode region~ requires_compatibilities(s revision.n skip_destroy:b tags{s tags_all~{s task_role_arn track_latest:b ephemeral_storage#11619 placement_constraints#s1116 proxy_configuration#11620 runtime_platform#11621 volume#s1628
ecs_task_set arn. cluster! external_id~ force_delete:b id~ launch_type~ platform_version~ region~ service! stability_status. status. tags{s tags_all~{s task_definition! task_set_id. wait_until_stable:b wait_until_stable_timeout capacity_provider_strategy#s1629 load_balancer#s1630 network_configuration#11114 scale#11631 service_registries#11614
efs_access_point arn. file_system_arn. file_system_id! id~ owner_id. region~ tags{s tags_all~{s posix_user#11632 root_directory#11634
efs_backup_policy file_system_id! id~ region~ backup_policy!#11423
efs_file_system arn. availability_zone_id. availability_zone_name~ creation_token~ dns_name. encrypted~b id~ kms_key_id~ name. number_of_mount_targets.n owner_id. performance_mode~ provisioned_throughput_in_mibps:n region~ size_in_bytes.@l1635 tags{s tags_all~{s throughput_mode lifecycle_policy#l1636 protection#11637
efs_file_system_policy bypass_policy_lockout_safety_check:b file_system_id! id~ policy! region~
efs_mount_target availability_zone_id. availability_zone_name. dns_name. file_system_arn. file_system_id! id~ ip_address~ ip_address_type~ ipv6_address~ mount_target_dns_name. network_interface_id. owner_id. region~ security_groups~(s subnet_id! timeouts#o80
efs_replication_configuration creation_time. id~ original_source_file_system_arn. region~ source_file_system_arn. source_file_system_id! source_file_system_region. destination!#11638 timeouts#o80
egress_only_internet_gateway id~ region~ tags{s tags_all~{s vpc_id!
eip address allocation_id. arn. associate_with_private_ip association_id. carrier_ip. customer_owned_ip. customer_owned_ipv4_pool domain~ id~ instance~ ipam_pool_id~ network_border_group~ network_interface~ private_dns. private_ip. ptr_record. public_dns. public_ip. public_ipv4_pool~ region~ tags{s tags_all~{s timeouts#o1639
eip_association allocation_id~ allow_reassociation:b id~ instance_id~ network_interface_id~ private_ip_address~ public_ip~ region~
eip_domain_name allocation_id! domain_name! id. ptr_record. region~ timeouts#o76
eks_access_entry access_entry_arn. cluster_name! created_at. id~ kubernetes_groups~(s modified_at. principal_arn! region~ tags{s tags_all~{s type user_name~ timeouts#o80
eks_access_policy_association associated_at. cluster_name! id~ modified_at. policy_arn! principal_arn! region~ access_scope!#11640 timeouts#o80
eks_addon addon_name! addon_version~ arn. cluster_name! configuration_values~ created_at. id~ modified_at. preserve:b region~ resolve_conflicts_on_create resolve_conflicts_on_update service_account_role_arn tags{s tags_all~{s namespace_config#11641 pod_identity_association#s1642 timeouts#o76
eks_capability arn. capability_name! cluster_name! delete_propagation_policy! region~ role_arn! tags{s tags_all.{s type! version. configuration#l1647 timeouts#o76
eks_cluster arn. bootstrap_self_managed_addons:b certificate_authority.@l1648 cluster_id. created_at. deletion_protection~b enabled_cluster_log_types(s endpoint. force_update_version:b id~ identity.@l1650 name! platform_version. region~ role_arn! status. tags{s tags_all~{s version~ access_config#11651 compute_config#11652 control_plane_scaling_config#11653 encryption_config#11655 kube_api_server_config#11657 kube_controller_manager_config#11660 kube_scheduler_config#11664 kubernetes_network_config#11665 outpost_config#11668 remote_network_config#11670 storage_config#11671 timeouts#o76 upgrade_policy#11672 vpc_config!#11673 zonal_shift_config#11409
eks_fargate_profile arn. cluster_name! fargate_profile_name! id~ pod_execution_role_arn! region~ status. subnet_ids(s tags{s tags_all~{s selector!#s1674 timeouts#o80
eks_identity_provider_config arn. cluster_name! id~ identity_provider_config_name. region~ status. tags{s tags_all~{s oidc!#11675 timeouts#o80
eks_node_group ami_type~ arn. capacity_type~ cluster_name! disk_size~n force_update_version:b id~ instance_types~[s labels{s node_group_name~ node_group_name_prefix~ node_role_arn! region~ release_version~ resources.@l1677 status. subnet_ids!(s tags{s tags_all~{s version~ launch_template#11678 node_repair_config#11680 remote_access#11681 scaling_config!#11682 taint#s1683 timeouts#o76 update_config#11684 warm_pool_config#11685
eks_pod_identity_association association_arn. association_id. cluster_name! disable_session_tags~b external_id. id. namespace! policy region~ role_arn! service_account! tags{s tags_all.{s target_role_arn
elastic_beanstalk_application arn. description id~ name! region~ tags{s tags_all~{s appversion_lifecycle#11686
elastic_beanstalk_application_version application! arn. bucket! description force_delete:b id~ key! name! process:b region~ tags{s tags_all~{s
elastic_beanstalk_configuration_template application! description environment_id id~ name! region~ solution_stack_name setting#s1687
elastic_beanstalk_environment all_settings.@s1688 application! arn. autoscaling_groups.[s cname. cname_prefix~ description endpoint_url. id~ instances.[s launch_configurations.[s load_balancers.[s name! platform_arn~ poll_interval queues.[s region~ solution_stack_name~ tags{s tags_all~{s template_name tier triggers.[s version_label~ wait_for_ready_timeout setting#s1687
elasticache_cluster apply_immediately~b arn. auto_minor_version_upgrade availability_zone~ az_mode~ cache_nodes.@l1689 cluster_address. cluster_id! configuration_endpoint. engine~ engine_version~ engine_version_actual. final_snapshot_identifier id~ ip_discovery~ maintenance_window~ network_type~ node_type~ notification_topic_arn num_cache_nodes~n outpost_mode parameter_group_name~ port~n preferred_availability_zones[s preferred_outpost_arn~ region~ replication_group_id~ security_group_ids~(s snapshot_arns[s snapshot_name snapshot_retention_limit:n snapshot_window~ subnet_group_name~ tags{s tags_all~{s transit_encryption_enabled~b log_delivery_configuration#s1690 timeouts#o76
elasticache_global_replication_group arn. at_rest_encryption_enabled.b auth_token_enabled.b automatic_failover_enabled~b cache_node_type~ cluster_enabled.b engine~ engine_version~ engine_version_actual. global_node_groups.@s1691 global_replication_group_description global_replication_group_id. global_replication_group_id_suffix! id~ num_node_groups~n parameter_group_name primary_replication_group_id! region~ transit_encryption_enabled.b timeouts#o76
elasticache_parameter_group arn. description family! id~ name! region~ tags{s tags_all~{s parameter#s42
elasticache_replication_group apply_immediately~b arn. at_rest_encryption_enabled~ auth_token auth_token_update_strategy auth_token_wo auth_token_wo_version:n auto_minor_version_upgrade~ automatic_failover_enabled:b cluster_enabled.b cluster_mode~ configuration_endpoint_address. data_tiering_enabled~b description! durability~ engine~ engine_version~ engine_version_actual. final_snapshot_identifier global_replication_group_id~ id~ ip_discovery~ kms_key_id maintenance_window~ member_clusters.(s multi_az_enabled:b network_type~ node_type~ notification_topic_arn num_cache_clusters~n num_node_groups~n parameter_group_name~ port:n preferred_cache_cluster_azs[s primary_endpoint_address. reader_endpoint_address. region~ replicas_per_node_group~n replication_group_id! security_group_ids~(s security_group_names~(s snapshot_arns(s snapshot_name snapshot_retention_limit:n snapshot_window~ subnet_group_name~ tags{s tags_all~{s transit_encryption_enabled~b transit_encryption_mode~ user_group_ids(s log_delivery_configuration#s1690 node_group_configuration#s1692 timeouts#o76
elasticache_reserved_cache_node arn. cache_node_count~n cache_node_type. duration. fixed_price.n id~ offering_type. product_description. recurring_charges.@l1693 region~ reserved_cache_nodes_offering_id! start_time. state. tags{s tags_all.{s usage_price.n timeouts#o76
elasticache_serverless_cache arn. create_time. daily_snapshot_time~ description~ endpoint.@l1694 engine! full_engine_version. id. kms_key_id major_engine_version~ name! network_type~ reader_endpoint.@l1694 region~ security_group_ids~(s snapshot_arns_to_restore[s snapshot_retention_limit~n status. subnet_ids~(s tags{s tags_all.{s user_group_id cache_usage_limits#l1697 timeouts#o76
elasticache_subnet_group arn. description id~ name! region~ subnet_ids!(s tags{s tags_all~{s vpc_id.
elasticache_user access_string! arn. engine! id~ no_password_required:b passwords(s passwords_wo passwords_wo_version:n region~ tags{s tags_all~{s user_id! user_name! authentication_mode#11698 timeouts#o1699
elasticache_user_group arn. engine! id~ region~ tags{s tags_all~{s user_group_id! user_ids(s
elasticache_user_group_association id~ region~ user_group_id! user_id! timeouts#o80
elasticsearch_domain access_policies~ advanced_options~{s arn. domain_id. domain_name! elasticsearch_version endpoint. id~ kibana_endpoint. region~ tags{s tags_all~{s advanced_security_options#11701 auto_tune_options#11703 cluster_config#11705 cognito_options#11706 domain_endpoint_options#11707 ebs_options#11708 encrypt_at_rest#11709 log_publishing_options#s1710 node_to_node_encryption#1744 snapshot_options#11711 timeouts#o76 vpc_options#11712
elasticsearch_domain_policy access_policies! domain_name! id~ region~ timeouts#o474
elasticsearch_domain_saml_options domain_name! id~ region~ saml_options#11714 timeouts#o474
elasticsearch_vpc_endpoint domain_arn! endpoint. id~ region~ timeouts#o76 vpc_options!#11715
elastictranscoder_pipeline arn. aws_kms_key_arn id~ input_bucket! name~ output_bucket~ region~ role! content_config#11716 content_config_permissions#s1717 notifications#11718 thumbnail_config#11716 thumbnail_config_permissions#s1717
elastictranscoder_preset arn. container! description id~ name~ region~ type~ video_codec_options{s audio#11719 audio_codec_options#11720 thumbnails#11721 video#11722 video_watermarks#s1723
elb arn. availability_zones~(s connection_draining:b connection_draining_timeout:n cross_zone_load_balancing:b desync_mitigation_mode dns_name. id~ idle_timeout:n instances~(s internal~b name~ name_prefix~ region~ security_groups~(s source_security_group~ source_security_group_id. subnets~(s tags{s tags_all~{s zone_id. access_logs#11724 health_check#11725 listener!#s1726 timeouts#o77
elb_attachment elb! id~ instance! region~
emr_block_public_access_configuration block_public_security_group_rules!b id~ region~ permitted_public_security_group_rule_range#l1727
emr_cluster additional_info applications(s arn. autoscaling_role cluster_state. configurations configurations_json custom_ami_id ebs_root_volume_size:n id~ keep_job_flow_alive_when_no_steps~b list_steps_states(s log_encryption_kms_key_id log_uri master_public_dns. name! os_release_label placement_group_config@l1728 region~ release_label! scale_down_behavior~ security_configuration service_role! step~@l1730 step_concurrency_level:n tags{s tags_all~{s termination_protection~b unhealthy_node_replacement:b visible_to_all_users:b auto_termination_policy#11731 bootstrap_action#l1732 core_instance_fleet#11739 core_instance_group#11741 ec2_attributes#11742 kerberos_attributes#11743 master_instance_fleet#11739 master_instance_group#11744
emr_instance_fleet cluster_id! id~ name provisioned_on_demand_capacity.n provisioned_spot_capacity.n region~ target_on_demand_capacity:n target_spot_capacity:n instance_type_configs#s1735 launch_specifications#11738
emr_instance_group autoscaling_policy bid_price cluster_id! configurations_json ebs_optimized:b id~ instance_count~n instance_type! name region~ running_instance_count.n status. ebs_config#s1734
emr_managed_scaling_policy cluster_id! id~ region~ scaling_strategy utilization_performance_index:n compute_limits!#s1745
emr_security_configuration configuration! creation_date. id~ name~ name_prefix~ region~
emr_studio arn. auth_mode! default_s3_location! description encryption_key_arn engine_security_group_id! id~ idp_auth_url idp_relay_state_parameter_name name! region~ service_role! subnet_ids!(s tags{s tags_all~{s url. user_role vpc_id! workspace_security_group_id!
emr_studio_session_mapping id~ identity_id~ identity_name~ identity_type! region~ session_policy_arn! studio_id!
emrcontainers_job_template arn. id~ kms_key_arn name! region~ tags{s tags_all~{s job_template_data!#11754 timeouts#o135
emrcontainers_virtual_cluster arn. id~ name! region~ tags{s tags_all~{s container_provider!#11757 timeouts#o135
emrserverless_application architecture arn. id~ name! region~ release_label! tags{s tags_all~{s type! auto_start_configuration#11409 auto_stop_configuration#11758 image_configuration#11759 initial_capacity#s1762 interactive_configuration#11763 job_level_cost_allocation_configuration#11008 maximum_capacity#11760 monitoring_configuration#11769 network_configuration#11770 runtime_configuration#l1771 scheduler_configuration#11772
evidently_feature arn. created_time. default_variation~ description entity_overrides{s evaluation_rules.@s1773 evaluation_strategy~ id~ last_updated_time. name! project! region~ status. tags{s tags_all~{s value_type. timeouts#o76 variations!#s1775
evidently_launch arn. created_time. description execution.@l1776 id~ last_updated_time. name! project! randomization_salt region~ status. status_reason. tags{s tags_all~{s type. groups!#l1777 metric_monitors#l1779 scheduled_splits_config#11782 timeouts#o76
evidently_project active_experiment_count.n active_launch_count.n arn. created_time. description experiment_count.n feature_count.n id~ last_updated_time. launch_count.n name! region~ status. tags{s tags_all~{s data_delivery#11785 timeouts#o76
evidently_segment arn. created_time. description experiment_count.n id~ last_updated_time. launch_count.n name! pattern! region~ tags{s tags_all~{s
finspace_kx_cluster arn. availability_zone_id az_mode! command_line_arguments{s created_timestamp. description environment_id! execution_role id~ initialization_script last_modified_timestamp. name! region~ release_label! status. status_reason. tags{s tags_all~{s type! auto_scaling_configuration#11786 cache_storage_configurations#l1787 capacity_configuration#11788 code#11789 database#l1791 savedown_storage_configuration#11792 scaling_group_configuration#11793 tickerplant_log_configuration#l1794 timeouts#o76 vpc_configuration!#11795
finspace_kx_database arn. created_timestamp. description environment_id! id~ last_modified_timestamp. name! region~ tags{s tags_all~{s timeouts#o76
finspace_kx_dataview arn. auto_update!b availability_zone_id az_mode! changeset_id created_timestamp. database_name! description environment_id! id~ last_modified_timestamp. name! read_write:b region~ status. tags{s tags_all~{s segment_configurations#l1796 timeouts#o76
finspace_kx_environment arn. availability_zones.[s created_timestamp. description id. infrastructure_account_id. kms_key_id! last_modified_timestamp. name! region~ status. tags{s tags_all~{s custom_dns_configuration#l1797 timeouts#o76 transit_gateway_configuration#11801
finspace_kx_scaling_group arn. availability_zone_id! clusters.[s created_timestamp. environment_id! host_type! id~ last_modified_timestamp. name! region~ status. status_reason. tags{s tags_all~{s timeouts#o76
finspace_kx_user arn. environment_id! iam_role! id~ name! region~ tags{s tags_all~{s timeouts#o76
finspace_kx_volume arn. attached_clusters.@l1802 availability_zones![s az_mode! created_timestamp. description environment_id! id~ last_modified_timestamp. name! region~ status. status_reason. tags{s tags_all~{s type! nas1_configuration#l1787 timeouts#o76
fis_experiment_template description! id~ region~ role_arn! tags{s tags_all~{s action!#s1803 experiment_options#11804 experiment_report_configuration#11808 log_configuration#11810 stop_condition!#s1811 target#s1813 timeouts#o76
fis_safety_lever_state arn. region~ state#l1814 timeouts#o77
fis_target_account_configuration account_id! description~ experiment_template_id! region~ role_arn~
flow_log arn. deliver_cross_account_role eni_id iam_role_arn id~ log_destination~ log_destination_type log_format~ max_aggregation_interval:n region~ regional_nat_gateway_id subnet_id tags{s tags_all~{s traffic_type transit_gateway_attachment_id transit_gateway_id vpc_id destination_options#11815 tag_field_specification#s1816
fms_admin_account account_id~ id~ timeouts#o80
fms_policy arn. delete_all_policy_resources:b delete_unused_fm_managed_resources:b description exclude_resource_tags!b id~ name! policy_update_token. region~ remediation_enabled:b resource_set_ids~(s resource_tag_logical_operator~ resource_tags{s resource_type~ resource_type_list~(s tags{s tags_all~{s exclude_map#11817 include_map#11817 security_service_policy_data!#11825
fms_resource_set arn. id. region~ tags{s tags_all.{s resource_set#l1826 timeouts#o76
fsx_backup arn. file_system_id id~ kms_key_id. owner_id. region~ tags{s tags_all~{s type. volume_id timeouts#o80
fsx_data_repository_association arn. association_id. batch_import_meta_data_on_create:b data_repository_path! delete_data_in_filesystem:b file_system_id! file_system_path! id~ imported_file_chunk_size~n region~ tags{s tags_all~{s s3#11828 timeouts#o76
fsx_file_cache arn. copy_tags_to_data_repository_associations:b data_repository_association_ids.(s dns_name. file_cache_id. file_cache_type! file_cache_type_version! id~ kms_key_id~ network_interface_ids.(s owner_id. region~ security_group_ids(s storage_capacity!n subnet_ids![s tags{s tags_all~{s vpc_id. data_repository_association#s1830 lustre_configuration#s1833 timeouts#o76
fsx_lustre_file_system arn. auto_import_policy~ automatic_backup_retention_days~n backup_id copy_tags_to_backups:b daily_automatic_backup_start_time~ data_compression_type deployment_type dns_name. drive_cache_type efa_enabled~b export_path~ file_system_type_version~ final_backup_tags{s id~ import_path imported_file_chunk_size~n kms_key_id~ mount_name. network_interface_ids.[s owner_id. per_unit_storage_throughput:n region~ security_group_ids(s skip_final_backup:b storage_capacity:n storage_type subnet_ids![s tags{s tags_all~{s throughput_capacity:n vpc_id. weekly_maintenance_start_time~ data_read_cache_configuration#11834 log_configuration#11835 metadata_configuration#11836 root_squash_configuration#11837 timeouts#o76
fsx_ontap_file_system arn. automatic_backup_retention_days:n daily_automatic_backup_start_time~ deployment_type! dns_name. endpoint_ip_address_range~ endpoints.@l1839 fsx_admin_password ha_pairs~n id~ kms_key_id~ network_interface_ids.[s network_type~ owner_id. preferred_subnet_id! region~ route_table_ids~(s security_group_ids(s storage_capacity!n storage_type subnet_ids![s tags{s tags_all~{s throughput_capacity~n throughput_capacity_per_ha_pair~n vpc_id. weekly_maintenance_start_time~ disk_iops_configuration#11840 timeouts#o76
fsx_ontap_storage_virtual_machine arn. endpoints.@l1841 file_system_id! id~ name! region~ root_volume_security_style subtype. svm_admin_password tags{s tags_all~{s uuid. active_directory_configuration#11843 timeouts#o76
fsx_ontap_volume arn. bypass_snaplock_enterprise_retention:b copy_tags_to_backups:b file_system_id. final_backup_tags{s flexcache_endpoint_type. id~ junction_path name! ontap_volume_type~ region~ security_style~ size_in_bytes~ size_in_megabytes~n skip_final_backup:b snapshot_policy~ storage_efficiency_enabled:b storage_virtual_machine_id! tags{s tags_all~{s uuid. volume_style~ volume_type aggregate_configuration#11844 snaplock_configuration#11847 tiering_policy#11848 timeouts#o76
fsx_openzfs_file_system arn. automatic_backup_retention_days:n backup_id copy_tags_to_backups:b copy_tags_to_volumes:b daily_automatic_backup_start_time~ delete_options(s deployment_type! dns_name. endpoint_ip_address. endpoint_ip_address_range~ final_backup_tags{s id~ kms_key_id~ network_interface_ids.[s network_type~ owner_id. preferred_subnet_id region~ root_volume_id. route_table_ids~(s security_group_ids(s skip_final_backup:b storage_capacity:n storage_type subnet_ids![s tags{s tags_all~{s throughput_capacity!n vpc_id. weekly_maintenance_start_time~ disk_iops_configuration#11840 read_cache_configuration#11849 root_volume_configuration#11853 timeouts#o76
fsx_openzfs_snapshot arn. creation_time. id~ name! region~ tags{s tags_all~{s volume_id! timeouts#o1699
fsx_openzfs_volume arn. copy_tags_to_snapshots:b data_compression_type delete_volume_options[s id~ name! parent_volume_id! read_only~b record_size_kib:n region~ storage_capacity_quota_gib~n storage_capacity_reservation_gib~n tags{s tags_all~{s volume_type nfs_exports#11851 origin_snapshot#11854 timeouts#o76 user_and_group_quotas#s1852
fsx_s3_access_point_attachment name! region~ s3_access_point_alias. s3_access_point_arn. type! openzfs_configuration#l1857 s3_access_point#l1859 timeouts#o80
fsx_windows_file_system active_directory_id aliases(s arn. automatic_backup_retention_days:n backup_id copy_tags_to_backups:b daily_automatic_backup_start_time~ deployment_type dns_name. final_backup_tags{s id~ kms_key_id~ network_interface_ids.(s network_type~ owner_id. preferred_file_server_ip. preferred_subnet_id~ region~ remote_administration_endpoint. security_group_ids(s skip_final_backup:b storage_capacity~n storage_type subnet_ids![s tags{s tags_all~{s throughput_capacity!n vpc_id. weekly_maintenance_start_time~ audit_log_configuration#11860 disk_iops_configuration#11840 self_managed_active_directory#11861 timeouts#o76
gamelift_alias arn. description id~ name! region~ tags{s tags_all~{s routing_strategy!#11862
gamelift_build arn. id~ name! operating_system! region~ tags{s tags_all~{s version storage_location!#11863
gamelift_fleet arn. build_arn. build_id description ec2_instance_type! fleet_type id~ instance_role_arn log_paths.[s metric_groups~[s name! new_game_session_protection_policy operating_system. region~ script_arn. script_id tags{s tags_all~{s certificate_configuration#11864 ec2_inbound_permission#s1865 resource_creation_limit_policy#11866 runtime_configuration#11868 timeouts#o80
gamelift_game_server_group arn. auto_scaling_group_arn. balancing_strategy~ game_server_group_name! game_server_protection_policy~ id~ max_size!n min_size!n region~ role_arn! tags{s tags_all~{s vpc_subnets(s auto_scaling_policy#11870 instance_definition!#s1871 launch_template!#11872 timeouts#o80
gamelift_game_session_queue arn. custom_event_data destinations[s id~ name! notification_target region~ tags{s tags_all~{s timeout_in_seconds:n player_latency_policy#l1873
gamelift_script arn. id~ name! region~ tags{s tags_all~{s version zip_file storage_location#11863
glacier_vault access_policy arn. id~ location. name! region~ tags{s tags_all~{s notification#11874
glacier_vault_lock complete_lock!b id~ ignore_deletion_error:b policy! region~ vault_name!
globalaccelerator_accelerator arn. dns_name. dual_stack_dns_name. enabled:b hosted_zone_id. id~ ip_address_type ip_addresses[s ip_sets.@l1875 name! tags{s tags_all~{s attributes#11876 timeouts#o77
globalaccelerator_cross_account_attachment arn. created_time. id. last_modified_time. name! principals(s tags{s tags_all.{s resource#s1877
globalaccelerator_custom_routing_accelerator arn. dns_name. enabled:b hosted_zone_id. id~ ip_address_type ip_addresses[s ip_sets.@l1875 name! tags{s tags_all~{s attributes#11876 timeouts#o77
globalaccelerator_custom_routing_endpoint_group arn. endpoint_group_region~ id~ listener_arn! destination_configuration!#s1878 endpoint_configuration#s1879 timeouts#o80
globalaccelerator_custom_routing_listener accelerator_arn! arn. id~ port_range!#s1543 timeouts#o76
globalaccelerator_endpoint_group arn. endpoint_group_region~ health_check_interval_seconds:n health_check_path~ health_check_port~n health_check_protocol id~ listener_arn! threshold_count:n traffic_dial_percentage:n endpoint_configuration#s1880 port_override#s1881 timeouts#o76
globalaccelerator_listener accelerator_arn! arn. client_affinity id~ protocol! port_range!#s1543 timeouts#o76
glue_catalog allow_full_table_external_data_access~ arn. catalog_id. create_time. description name! overwrite_child_resource_permissions_with_default parameters{s region~ tags{s tags_all.{s update_time. catalog_properties#l1884 create_database_default_permissions#l1886 create_table_default_permissions#l1886 federated_catalog#l1887 target_redshift_catalog#l1888 timeouts#o76
glue_catalog_database arn. catalog_id~ description id~ location_uri~ name! parameters{s region~ tags{s tags_all~{s create_table_default_permission#l1889 federated_database#11890 target_database#11891
glue_catalog_table arn. catalog_id~ database_name! description id~ name! owner parameters~{s region~ retention:n table_type~ view_expanded_text view_original_text open_table_format_input#11900 partition_index#l1901 partition_keys#l1902 storage_descriptor#11909 target_table#11910 view_definition#11912
glue_catalog_table_optimizer catalog_id! database_name! region~ table_name! type! configuration#l1919
glue_classifier id~ name! region~ csv_classifier#11920 grok_classifier#11921 json_classifier#11922 xml_classifier#11923
glue_connection arn. athena_properties{s catalog_id~ connection_properties{s connection_type description id~ match_criteria[s name! region~ tags{s tags_all~{s authentication_configuration#11928 physical_connection_requirements#11929
glue_crawler arn. classifiers[s configuration database_name! description id~ name! region~ role! schedule security_configuration table_prefix tags{s tags_all~{s catalog_target#l1930 delta_target#l1931 dynamodb_target#l1932 hudi_target#l1933 iceberg_target#l1933 jdbc_target#l1934 lake_formation_configuration#11935 lineage_configuration#11936 mongodb_target#l1937 recrawl_policy#11938 s3_target#l1939 schema_change_policy#11940
glue_data_catalog_encryption_settings catalog_id~ id~ region~ data_catalog_encryption_settings!#11943
glue_data_quality_ruleset arn. created_on. description id~ last_modified_on. name! recommendation_run_id. region~ ruleset! tags{s tags_all~{s target_table#11944
glue_dev_endpoint arguments{s arn. availability_zone. extra_jars_s3_path extra_python_libs_s3_path failure_reason. glue_version id~ name! number_of_nodes:n number_of_workers:n private_address. public_address. public_key public_keys(s region~ role_arn! security_configuration security_group_ids(s status. subnet_id tags{s tags_all~{s vpc_id. worker_type yarn_endpoint_address. zeppelin_remote_spark_interpreter_port.n
glue_job arn. connections[s default_arguments{s description execution_class glue_version~ id~ job_mode~ job_run_queuing_enabled:b maintenance_window max_capacity~n max_retries:n name! non_overridable_arguments{s number_of_workers~n region~ role_arn! security_configuration tags{s tags_all~{s timeout~n worker_type~ command!#11945 execution_property#11946 notification_property#11947 source_control_details#11948
glue_ml_transform arn. description glue_version~ id~ label_count.n max_capacity~n max_retries:n name! number_of_workers:n region~ role_arn! schema.@l1949 tags{s tags_all~{s timeout:n worker_type input_record_tables!#l1950 parameters!#11952
glue_partition catalog_id~ creation_time. database_name! id~ last_accessed_time. last_analyzed_time. parameters{s partition_values![s region~ table_name! storage_descriptor#11955
glue_partition_index catalog_id~ database_name! id~ region~ table_name! partition_index!#11956 timeouts#o80
glue_registry arn. description id~ region~ registry_name! tags{s tags_all~{s
glue_resource_policy enable_hybrid id~ policy! region~
glue_schema arn. compatibility! data_format! description id~ latest_schema_version.n next_schema_version.n region~ registry_arn~ registry_name. schema_checkpoint.n schema_definition! schema_name! tags{s tags_all~{s
glue_security_configuration id~ name! region~ encryption_configuration!#11960
glue_trigger arn. description enabled:b id~ name! region~ schedule start_on_creation:b state. tags{s tags_all~{s type! workflow_name actions!#l1961 event_batching_condition#l1962 predicate#11964 timeouts#o76
glue_user_defined_function arn. catalog_id class_name! create_time. database_name! id~ name! owner_name! owner_type! region~ resource_uris#s1965
glue_workflow arn. default_run_properties{s description id~ max_concurrent_runs:n name region~ tags{s tags_all~{s
grafana_license_association free_trial_expiration. grafana_token id~ license_expiration. license_type! region~ workspace_id! timeouts#o80
grafana_role_association group_ids(s id~ region~ role! user_ids(s workspace_id! timeouts#o80
grafana_workspace account_access_type! arn. authentication_providers![s configuration~ data_sources[s description endpoint. grafana_version~ id~ kms_key_id~ name~ notification_destinations[s organization_role_name organizational_units[s permission_type! region~ role_arn saml_configuration_status. stack_set_name tags{s tags_all~{s network_access_control#11966 timeouts#o77 vpc_configuration#1541
grafana_workspace_api_key id~ key. key_name! key_role! region~ seconds_to_live!n workspace_id!
grafana_workspace_saml_configuration admin_role_values[s allowed_organizations[s editor_role_values![s email_assertion~ groups_assertion id~ idp_metadata_url idp_metadata_xml login_assertion~ login_validity_duration~n name_assertion~ org_assertion region~ role_assertion status. workspace_id! timeouts#o80
grafana_workspace_service_account grafana_role! id. name! region~ service_account_id. workspace_id!
grafana_workspace_service_account_token created_at. expires_at. id. key. name! region~ seconds_to_live!n service_account_id! service_account_token_id. workspace_id!
guardduty_detector account_id. arn. enable:b finding_publishing_frequency~ id~ region~ tags{s tags_all~{s datasources#11971
guardduty_detector_feature detector_id! id~ name! region~ status! additional_configuration#s1972
guardduty_filter action! arn. description detector_id! id~ name! rank!n region~ tags{s tags_all~{s finding_criteria!#11974
guardduty_invite_accepter detector_id! id~ master_account_id! region~ timeouts#o89
guardduty_ipset activate!b arn. detector_id! format! id~ ip_set_id. location! name! region~ tags{s tags_all~{s
guardduty_malware_protection_plan actions~@l1976 arn. created_at. id. region~ role! status. tags{s tags_all.{s protected_resource#l1978
guardduty_member account_id! detector_id! disable_email_notification:b email! id~ invitation_message invite:b region~ relationship_status. timeouts#o77
guardduty_member_detector_feature account_id! detector_id! name! region~ status! additional_configuration#l1972
guardduty_organization_admin_account admin_account_id! id~ region~
guardduty_organization_configuration auto_enable_organization_members! detector_id! id~ region~ datasources#11982
guardduty_organization_configuration_feature auto_enable! detector_id! id~ name! region~ additional_configuration#l1983
guardduty_publishing_destination arn. destination_arn! destination_id. destination_type detector_id! id~ kms_key_arn! region~ tags{s tags_all~{s
guardduty_threatintelset activate!b arn. detector_id! format! id~ location! name! region~ tags{s tags_all~{s threat_intel_set_id.
iam_access_key create_date. encrypted_secret. encrypted_ses_smtp_password_v4. id~ key_fingerprint. pgp_key secret. ses_smtp_password_v4. status user!
iam_account_alias account_alias! id~
iam_account_password_policy allow_users_to_change_password:b expire_passwords.b hard_expiry~b id~ max_password_age~n minimum_password_length:n password_reuse_prevention~n require_lowercase_characters~b require_numbers~b require_symbols~b require_uppercase_characters~b
iam_group arn. id~ name! path unique_id.
iam_group_membership group! id~ name! users!(s
iam_group_policies_exclusive group_name! policy_names!(s
iam_group_policy group! id~ name~ name_prefix~ policy!
iam_group_policy_attachment group! id~ policy_arn!
iam_group_policy_attachments_exclusive group_name! policy_arns!(s
iam_instance_profile arn. create_date. id~ name~ name_prefix~ path role tags{s tags_all~{s unique_id.
iam_openid_connect_provider arn. client_id_list!(s id~ tags{s tags_all~{s thumbprint_list~[s url!
iam_organizations_features enabled_features!(s id.
iam_outbound_web_identity_federation issuer_identifier.
iam_policy arn. attachment_count.n delay_after_policy_creation_in_ms:n description id~ name~ name_prefix~ path policy! policy_id. tags{s tags_all~{s
iam_policy_attachment groups(s id~ name! policy_arn! roles(s users(s
iam_role arn. assume_role_policy! create_date. description force_detach_policies:b id~ managed_policy_arns~(s max_session_duration:n name~ name_prefix~ path permissions_boundary tags{s tags_all~{s unique_id. inline_policy#s1984
iam_role_policies_exclusive policy_names!(s role_name!
iam_role_policy id~ name~ name_prefix~ policy! role!
iam_role_policy_attachment id~ policy_arn! role!
iam_role_policy_attachments_exclusive policy_arns!(s role_name!
iam_saml_provider arn. id~ name! saml_metadata_document! saml_provider_uuid. tags{s tags_all~{s valid_until.
iam_security_token_service_preferences global_endpoint_token_version! id~
iam_server_certificate arn. certificate_body! certificate_chain expiration. id~ name~ name_prefix~ path private_key! tags{s tags_all~{s upload_date. timeouts#o135
iam_service_linked_role arn. aws_service_name! create_date. custom_suffix description id~ name. path. tags{s tags_all~{s unique_id.
iam_service_specific_credential create_date. credential_age_days:n expiration_date. id~ service_credential_alias. service_credential_secret. service_name! service_password. service_specific_credential_id. service_user_name. status user_name!
iam_signing_certificate certificate_body! certificate_id. id~ status user_name!
iam_user arn. force_destroy:b id~ name! path permissions_boundary tags{s tags_all~{s unique_id.
iam_user_group_membership groups!(s id~ user!
iam_user_login_profile encrypted_password. id~ key_fingerprint. password. password_length:n password_reset_required~b pgp_key user!
iam_user_policies_exclusive policy_names!(s user_name!
iam_user_policy id~ name~ name_prefix~ policy! user!
iam_user_policy_attachment id~ policy_arn! user!
iam_user_policy_attachments_exclusive policy_arns!(s user_name!
iam_user_ssh_key encoding! fingerprint. id~ public_key! ssh_public_key_id. status~ username!
iam_virtual_mfa_device arn. base_32_string_seed. enable_date. id~ path qr_code_png. serial_number. tags{s tags_all~{s user_name. virtual_mfa_device_name!
identitystore_group arn. description display_name! external_ids.@l1985 group_id. id~ identity_store_id! region~
identitystore_group_membership group_id! id~ identity_store_id! member_id! membership_id. region~
identitystore_user display_name! external_ids.@l1985 id~ identity_store_id! locale nickname preferred_language profile_url region~ timezone title user_id. user_name! user_status. user_type addresses#11986 emails#11987 name!#11988 phone_numbers#11987
imagebuilder_component arn. change_description data~ date_created. description encrypted.b id~ kms_key_id name! owner. platform! region~ skip_destroy:b supported_os_versions(s tags{s tags_all~{s type. uri version!
imagebuilder_container_recipe arn. container_type! date_created. description dockerfile_template_data~ dockerfile_template_uri encrypted.b id~ kms_key_id name! owner. parent_image! platform. platform_override region~ tags{s tags_all~{s version! working_directory component!#l1989 instance_configuration#11992 target_repository!#11993
imagebuilder_distribution_configuration arn. date_created. date_updated. description id~ name! region~ tags{s tags_all~{s distribution!#s2003
imagebuilder_image arn. container_recipe_arn date_created. distribution_configuration_arn enhanced_image_metadata_enabled:b execution_role~ id~ image_recipe_arn infrastructure_configuration_arn! name. os_version. output_resources.@l2006 platform. region~ tags{s tags_all~{s version. image_scanning_configuration#12008 image_tests_configuration#12009 logging_configuration#12010 timeouts#o89 workflow#s2011
imagebuilder_image_pipeline arn. container_recipe_arn date_created. date_last_run. date_next_run. date_updated. description distribution_configuration_arn enhanced_image_metadata_enabled:b execution_role id~ image_recipe_arn infrastructure_configuration_arn! name! platform. region~ status tags{s tags_all~{s image_scanning_configuration#12008 image_tests_configuration#12009 logging_configuration#12012 schedule#12013 workflow#l2011
imagebuilder_image_recipe ami_tags{s arn. date_created. description id~ name! owner. parent_image! platform. region~ tags{s tags_all~{s user_data_base64~ version! working_directory block_device_mapping#s1991 component!#l1989 systems_manager_agent#12014
imagebuilder_infrastructure_configuration arn. date_created. date_updated. description id~ instance_profile_name! instance_types(s key_pair name! region~ resource_tags{s security_group_ids(s sns_topic_arn subnet_id tags{s tags_all~{s terminate_instance_on_failure:b instance_metadata_options#12015 logging#12017 placement#12018
imagebuilder_lifecycle_policy arn. description execution_role! id. name! region~ resource_type! status~ tags{s tags_all.{s policy_detail#s2024 resource_selection#l2026
imagebuilder_workflow arn. change_description data~ date_created. description id~ kms_key_id name! owner. region~ tags{s tags_all~{s type! uri version!
inspector_assessment_target arn. id~ name! region~ resource_group_arn
inspector_assessment_template arn. duration!n id~ name! region~ rules_package_arns!(s tags{s tags_all~{s target_arn! event_subscription#s2027
inspector_resource_group arn. id~ region~ tags!{s
inspector2_delegated_admin_account account_id! id~ region~ relationship_status. timeouts#o80
inspector2_enabler account_ids!(s id~ region~ resource_types!(s timeouts#o76
inspector2_filter action! arn. description name! reason region~ tags{s tags_all.{s filter_criteria#l2034
inspector2_member_association account_id! delegated_admin_account_id. id~ region~ relationship_status. updated_at. timeouts#o80
inspector2_organization_configuration id~ max_account_limit_reached.b region~ auto_enable!#12035 timeouts#o76
instance ami~ arn. associate_public_ip_address~b availability_zone~ disable_api_stop~b disable_api_termination~b ebs_optimized~b enable_primary_ipv6~b force_destroy:b get_password_data:b hibernation:b host_id~ host_resource_group_arn~ iam_instance_profile~ id~ instance_initiated_shutdown_behavior~ instance_lifecycle. instance_state. instance_type~ ipv6_address_count~n ipv6_addresses~[s key_name~ monitoring~b outpost_arn. password_data. placement_group~ placement_group_id~ placement_partition_number~n primary_network_interface_id. private_dns. private_ip~ public_dns. public_ip. region~ secondary_private_ips~(s security_groups~(s source_dest_check:b spot_instance_request_id. subnet_id~ tags{s tags_all~{s tenancy~ user_data user_data_base64~ user_data_replace_on_change:b volume_tags{s vpc_security_group_ids~(s capacity_reservation_specification#12037 cpu_options#12038 credit_specification#12039 ebs_block_device#s2040 enclave_options#11008 ephemeral_block_device#s2041 instance_market_options#12043 launch_template#11872 maintenance_options#12044 metadata_options#12045 network_interface#s2046 primary_network_interface#12047 private_dns_name_options#12048 root_block_device#12049 secondary_network_interface#s2050 timeouts#o1699
internet_gateway arn. id~ owner_id. region~ tags{s tags_all~{s vpc_id~ timeouts#o76
internet_gateway_attachment id~ internet_gateway_id! region~ vpc_id! timeouts#o80
internetmonitor_monitor arn. id~ max_city_networks_to_monitor:n monitor_name! region~ resources(s status tags{s tags_all~{s traffic_percentage_to_monitor:n health_events_config#12051 internet_measurements_log_delivery#12053
invoicing_invoice_unit arn. description invoice_receiver! last_modified. name! region~ tags{s tags_all.{s tax_inheritance_disabled~b rule#l2054 timeouts#o76
iot_authorizer arn. authorizer_function_arn! enable_caching_for_http:b id~ name! region~ signing_disabled:b status tags{s tags_all~{s token_key_name token_signing_public_keys{s
iot_billing_group arn. id. metadata.@l2055 name! region~ tags{s tags_all.{s version.n properties#l2056
iot_ca_certificate active!b allow_auto_registration!b arn. ca_certificate_pem! certificate_mode customer_version.n generation_id. id~ region~ tags{s tags_all~{s validity.@l2057 verification_certificate_pem registration_config#12058
iot_certificate active!b arn. ca_certificate_id. ca_pem certificate_pem~ csr id~ private_key. public_key. region~
iot_domain_configuration application_protocol~ arn. authentication_type~ domain_name~ domain_type. id~ name! region~ server_certificate_arns(s service_type status tags{s tags_all~{s validation_certificate_arn authorizer_config#12059 tls_config#12060
iot_event_configurations event_configurations!{b id~ region~
iot_indexing_configuration id~ region~ thing_group_indexing_configuration#12062 thing_indexing_configuration#12064
iot_logging_options default_log_level! disable_all_logs:b id~ region~ role_arn!
iot_policy arn. default_version_id. id~ name! policy! region~ tags{s tags_all~{s timeouts#o474
iot_policy_attachment id~ policy! region~ target!
iot_provisioning_template arn. default_version_id.n description enabled:b id~ name! provisioning_role_arn! region~ tags{s tags_all~{s template_body! type~ pre_provisioning_hook#12065
iot_role_alias alias! arn. credential_duration:n id~ region~ role_arn! tags{s tags_all~{s
iot_thing arn. attributes{s default_client_id. id~ name! region~ thing_type_name version.n
iot_thing_group arn. id~ metadata.@l2067 name! parent_group_name region~ tags{s tags_all~{s version.n properties#12069
iot_thing_group_membership id~ override_dynamic_group:b region~ thing_group_name! thing_name!
iot_thing_principal_attachment id~ principal! region~ thing! thing_principal_type~
iot_thing_type arn. deprecated:b id~ name! region~ tags{s tags_all~{s properties#12070
iot_topic_rule arn. description enabled!b id~ name! region~ sql! sql_version! tags{s tags_all~{s cloudwatch_alarm#s2071 cloudwatch_logs#s2072 cloudwatch_metric#s2073 dynamodb#s2074 dynamodbv2#s2076 elasticsearch#s2077 error_action#12091 firehose#s2078 http#s2079 iot_analytics#s2080 iot_events#s2081 kafka#s2082 kinesis#s2083 lambda#s378 republish#s2084 s3#s2085 sns#s2086 sqs#s2087 step_functions#s2088 timestream#s2090
iot_topic_rule_destination arn. enabled:b id~ region~ timeouts#o76 vpc_configuration!#12092
ivs_channel arn. authorized~b id~ ingest_endpoint. latency_mode~ name~ playback_url. recording_configuration_arn~ region~ tags{s tags_all~{s type~ timeouts#o76
ivs_playback_key_pair arn. fingerprint. id~ name~ public_key! region~ tags{s tags_all~{s timeouts#o80
ivs_recording_configuration arn. id~ name~ recording_reconnect_window_seconds~n region~ state. tags{s tags_all~{s destination_configuration!#12093 thumbnail_configuration#12094 timeouts#o80
ivschat_logging_configuration arn. id~ name region~ state. tags{s tags_all~{s destination_configuration#12096 timeouts#o76
ivschat_room arn. id~ logging_configuration_identifiers[s maximum_message_length~n maximum_message_rate_per_second~n name region~ tags{s tags_all~{s message_review_handler#12097 timeouts#o76
kendra_data_source arn. created_at. data_source_id. description error_message. id~ index_id! language_code~ name! region~ role_arn schedule status. tags{s tags_all~{s type! updated_at. configuration#12109 custom_document_enrichment_configuration#12115 timeouts#o76
kendra_experience arn. description endpoints.@s2116 experience_id. id~ index_id! name! region~ role_arn! status. configuration#12119 timeouts#o76
kendra_faq arn. created_at. description error_message. faq_id. file_format id~ index_id! language_code~ name! region~ role_arn! status. tags{s tags_all~{s updated_at. s3_path!#11361 timeouts#o80
kendra_index arn. created_at. description edition error_message. id~ index_statistics.@l2122 name! region~ role_arn! status. tags{s tags_all~{s updated_at. user_context_policy capacity_units#12123 document_metadata_configuration_updates#s2126 server_side_encryption_configuration#12127 timeouts#o76 user_group_resolution_configuration#12128 user_token_configurations#12131
kendra_query_suggestions_block_list arn. description id~ index_id! name! query_suggestions_block_list_id. region~ role_arn! status. tags{s tags_all~{s source_s3_path!#11361 timeouts#o76
kendra_thesaurus arn. description id~ index_id! name! region~ role_arn! status. tags{s tags_all~{s thesaurus_id. source_s3_path!#11361 timeouts#o76
key_pair arn. fingerprint. id~ key_name~ key_name_prefix~ key_pair_id. key_type. public_key! region~ tags{s tags_all~{s
keyspaces_keyspace arn. id~ name! region~ tags{s tags_all~{s replication_specification#12132 timeouts#o80
keyspaces_table arn. default_time_to_live:n id~ keyspace_name! region~ table_name! tags{s tags_all~{s capacity_specification#12133 client_side_timestamps#11423 comment#12134 encryption_specification#12135 point_in_time_recovery#11975 schema_definition!#12137 timeouts#o76 ttl#11423
kinesis_account_settings id. region~ minimum_throughput_billing_commitment#l2138
kinesis_analytics_application arn. code create_timestamp. description id~ last_update_timestamp. name! region~ start_application:b status. tags{s tags_all~{s version.n cloudwatch_logging_options#12139 inputs#12150 outputs#s2152 reference_data_sources#12154
kinesis_firehose_delivery_stream arn~ destination! destination_id~ id~ name! region~ tags{s tags_all~{s version_id~ elasticsearch_configuration#12160 extended_s3_configuration#12172 http_endpoint_configuration#12175 iceberg_configuration#12177 kinesis_source_configuration#12178 msk_source_configuration#12180 opensearch_configuration#12182 opensearchserverless_configuration#12183 redshift_configuration#12184 server_side_encryption#12185 snowflake_configuration#12188 splunk_configuration#12189 timeouts#o76
kinesis_resource_policy id. policy! region~ resource_arn!
kinesis_stream arn~ encryption_type enforce_consumer_deletion:b id~ kms_key_id max_record_size_in_kib~n name! region~ retention_period:n shard_count:n shard_level_metrics(s tags{s tags_all~{s warm_throughput_mib_ps:n stream_mode_details#12190 timeouts#o76
kinesis_stream_consumer arn. creation_timestamp. id~ name! region~ stream_arn! tags{s tags_all~{s
kinesis_video_stream arn. creation_time. data_retention_in_hours:n device_name id~ kms_key_id~ media_type name! region~ tags{s tags_all~{s version. timeouts#o76
kinesisanalyticsv2_application application_mode~ arn. create_timestamp. description force_stop:b id~ last_update_timestamp. name! region~ runtime_environment! service_execution_role! start_application:b status. tags{s tags_all~{s version_id.n application_configuration#12217 cloudwatch_logging_options#12218 timeouts#o76
kinesisanalyticsv2_application_snapshot application_name! application_version_id.n id~ region~ snapshot_creation_timestamp. snapshot_name! timeouts#o80
kms_alias arn. id~ name~ name_prefix~ region~ target_key_arn. target_key_id!
kms_ciphertext ciphertext_blob. context{s id~ key_id! plaintext plaintext_wo plaintext_wo_version region~
kms_custom_key_store cloud_hsm_cluster_id custom_key_store_name! custom_key_store_type~ id~ key_store_password region~ trust_anchor_certificate xks_proxy_connectivity xks_proxy_uri_endpoint xks_proxy_uri_path xks_proxy_vpc_endpoint_service_name timeouts#o76 xks_proxy_authentication_credential#12219
kms_external_key arn. bypass_policy_lockout_safety_check:b deletion_window_in_days:n description enabled~b expiration_model. id~ key_material_base64 key_spec~ key_state. key_usage~ multi_region~b policy~ region~ tags{s tags_all~{s valid_to
kms_grant grant_creation_tokens(s grant_id. grant_token. grantee_principal! id~ key_id! name operations!(s region~ retire_on_delete:b retiring_principal constraints#s2220
kms_key arn. bypass_policy_lockout_safety_check:b custom_key_store_id customer_master_key_spec deletion_window_in_days:n description~ enable_key_rotation:b id~ is_enabled:b key_id. key_usage multi_region~b policy~ region~ rotation_period_in_days~n tags{s tags_all~{s xks_key_id timeouts#o89
kms_key_policy bypass_policy_lockout_safety_check:b id~ key_id! policy! region~
kms_replica_external_key arn. bypass_policy_lockout_safety_check:b deletion_window_in_days:n description enabled~b expiration_model. id~ key_id. key_material_base64 key_state. key_usage. policy~ primary_key_arn! region~ tags{s tags_all~{s valid_to
kms_replica_key arn. bypass_policy_lockout_safety_check:b deletion_window_in_days:n description enabled:b id~ key_id. key_rotation_enabled.b key_spec. key_usage. policy~ primary_key_arn! region~ tags{s tags_all~{s
lakeformation_data_cells_filter id. region~ table_data#l2223 timeouts#o89
lakeformation_data_lake_settings admins~(s allow_external_data_filtering:b allow_full_table_external_data_access:b authorized_session_tag_value_list~[s catalog_id external_data_filtering_allow_list~(s id~ parameters~{s read_only_admins~(s region~ trusted_resource_owners~[s create_database_default_permissions#l2224 create_table_default_permissions#l2224
lakeformation_identity_center_configuration application_arn. catalog_id~ instance_arn! region~ resource_share.
lakeformation_lf_tag catalog_id~ id~ key! region~ values!(s
lakeformation_lf_tag_expression catalog_id~ description name! region~ expression#s2225
lakeformation_opt_in last_modified. last_updated_by. region~ condition#l2226 principal#l2227 resource_data#l2236
lakeformation_permissions catalog_id catalog_resource:b id~ permissions!(s permissions_with_grant_option~(s principal! region~ data_cells_filter#12237 data_location#12238 database#12239 lf_tag#12232 lf_tag_policy#12240 table#12241 table_with_columns#12242
lakeformation_resource arn! hybrid_access_enabled~b id~ last_modified. region~ role_arn~ use_service_linked_role:b with_federation~b with_privileged_access~b
lakeformation_resource_lf_tag catalog_id id. region~ database#l2231 lf_tag#l2243 table#l2234 table_with_columns#l2235 timeouts#o80
lakeformation_resource_lf_tags catalog_id~ id~ region~ database#12239 lf_tag!#s2243 table#12241 table_with_columns#12242 timeouts#o80
lambda_alias arn. description function_name! function_version! id~ invoke_arn. name! region~ routing_config#12244 timeouts#o984
lambda_capacity_provider arn. capacity_provider_scaling_config~@l2246 instance_requirements~@l2247 kms_key_arn name! region~ tags{s tags_all.{s permissions_config#l2248 timeouts#o76 vpc_config#l541
lambda_code_signing_config arn. config_id. description id~ last_modified. region~ tags{s tags_all~{s allowed_publishers!#12249 policies#12250
lambda_event_source_mapping arn. batch_size:n bisect_batch_on_function_error:b enabled:b event_source_arn function_arn. function_name! function_response_types(s id~ kms_key_arn last_modified. last_processing_result. maximum_batching_window_in_seconds:n maximum_record_age_in_seconds~n maximum_retry_attempts~n parallelization_factor~n queues[s region~ starting_position starting_position_timestamp state. state_transition_reason. tags{s tags_all~{s topics(s tumbling_window_in_seconds:n use_resource_timeout_for_propagation:b uuid. amazon_managed_kafka_event_source_config#12254 destination_config#12256 document_db_event_source_config#12257 filter_criteria#12259 metrics_config#12260 provisioned_poller_config#12261 scaling_config#12262 self_managed_event_source#12263 self_managed_kafka_event_source_config#12254 source_access_configuration#s2264 timeouts#o76
lambda_function architectures~[s arn. code_sha256~ code_signing_config_arn description filename function_name! handler id~ image_uri invoke_arn. kms_key_arn last_modified. layers[s memory_size:n package_type publish:b publish_to qualified_arn. qualified_invoke_arn. region~ replace_security_groups_on_destroy:b replacement_security_group_ids(s reserved_concurrent_executions:n response_streaming_invoke_arn. role! runtime s3_bucket s3_key s3_object_version signing_job_arn. signing_profile_version_arn. skip_destroy:b source_code_hash~ source_code_size.n source_kms_key_arn tags{s tags_all~{s timeout:n use_resource_timeout_for_propagation:b version. capacity_provider_config#12266 dead_letter_config#12267 durable_config#12268 environment#12269 ephemeral_storage#12270 file_system_config#12271 image_config#12272 logging_config#12273 snap_start#12274 tenancy_config#12275 timeouts#o76 tracing_config#12276 vpc_config#12277
lambda_function_event_invoke_config function_name! id~ maximum_event_age_in_seconds:n maximum_retry_attempts:n qualifier region~ destination_config#12279
lambda_function_recursion_config function_name! recursive_loop! region~
lambda_function_scaling_config function_arn. function_name! function_state. qualifier! region~ function_scaling_config#l2280 timeouts#o76
lambda_function_url authorization_type! function_arn. function_name! function_url. id~ invoke_mode qualifier region~ url_id. cors#1133 timeouts#o89
lambda_invocation function_name! id~ input! lifecycle_scope qualifier region~ result. tenant_id terraform_key triggers{s
lambda_layer_version arn. code_sha256. compatible_architectures(s compatible_runtimes(s created_date. description filename id~ layer_arn. layer_name! license_info region~ s3_bucket s3_key s3_object_version signing_job_arn. signing_profile_version_arn. skip_destroy:b source_code_hash~ source_code_size.n version.
lambda_layer_version_permission action! id~ layer_name! organization_id policy. principal! region~ revision_id. skip_destroy:b statement_id! version_number!n
lambda_permission action! event_source_token function_name! function_url_auth_type id~ invoked_via_function_url:b principal! principal_org_id qualifier region~ source_account source_arn statement_id~ statement_id_prefix~ timeouts#o2281
lambda_provisioned_concurrency_config function_name! id~ provisioned_concurrent_executions!n qualifier! region~ skip_destroy:b timeouts#o77
lambda_resource_policy policy! region~ resource_arn! revision_id.
lambda_runtime_management_config function_arn. function_name! qualifier region~ runtime_version_arn update_runtime_on
lambdacore_network_connector arn. name! operator_role! region~ configuration#l2283 timeouts#o76
lambdamicrovms_image additional_os_capabilities[s arn. base_image_arn! base_image_version~ build_role_arn! created_at. description egress_network_connectors~[s environment_variables{s image_version. latest_active_image_version. latest_failed_image_version. name! region~ state. tags{s tags_all.{s updated_at. code_artifact#l637 cpu_configuration#l2284 timeouts#o76
lambdamicrovms_microvm egress_network_connectors~[s endpoint. execution_role_arn image_arn! image_version~ ingress_network_connectors~[s maximum_duration_in_seconds~n microvm_id. region~ run_hook_payload started_at. state. idle_policy#l2285 logging#l2287 timeouts#o80
launch_configuration arn. associate_public_ip_address~b ebs_optimized~b enable_monitoring:b iam_instance_profile id~ image_id! instance_type! key_name~ name~ name_prefix~ placement_tenancy region~ security_groups(s spot_price user_data user_data_base64 ebs_block_device#s2288 ephemeral_block_device#s2041 metadata_options#12289 root_block_device#12290
launch_template arn. default_version~n description disable_api_stop:b disable_api_termination:b ebs_optimized id~ image_id instance_initiated_shutdown_behavior instance_type kernel_id key_name latest_version.n name~ name_prefix~ ram_disk_id region~ security_group_names(s tags{s tags_all~{s update_default_version:b user_data vpc_security_group_ids(s block_device_mappings#l2292 capacity_reservation_specification#12037 cpu_options#12293 credit_specification#12039 enclave_options#11409 hibernation_options#12294 iam_instance_profile#12295 instance_market_options#12297 instance_requirements#11516 license_specification#s2298 maintenance_options#12299 metadata_options#12300 monitoring#11409 network_interfaces#l2304 network_performance_options#12305 placement#12306 private_dns_name_options#12307 secondary_interfaces#l2308 tag_specifications#l2309
lb arn. arn_suffix. client_keep_alive:n customer_owned_ipv4_pool desync_mitigation_mode dns_name. dns_record_client_routing_policy drop_invalid_header_fields:b enable_cross_zone_load_balancing:b enable_deletion_protection:b enable_http2:b enable_prefix_for_ipv6_source_nat~ enable_tls_version_and_cipher_suite_headers:b enable_waf_fail_open:b enable_xff_client_port:b enable_zonal_shift:b enforce_security_group_inbound_rules_on_private_link_traffic~ id~ idle_timeout:n internal~b ip_address_type~ load_balancer_type name~ name_prefix~ preserve_host_header:b region~ secondary_ips_auto_assigned_per_subnet~n security_groups~(s subnets~(s tags{s tags_all~{s vpc_id. xff_header_processing_mode zone_id. access_logs#12310 connection_logs#12310 health_check_logs#12310 ipam_pools#12311 minimum_load_balancer_capacity#12312 subnet_mapping#s2313 timeouts#o76
lb_cookie_stickiness_policy cookie_expiration_period:n id~ lb_port!n load_balancer! name! region~
lb_listener alpn_policy arn. certificate_arn id~ load_balancer_arn! port:n protocol~ region~ routing_http_request_x_amzn_mtls_clientcert_header_name~ routing_http_request_x_amzn_mtls_clientcert_issuer_header_name~ routing_http_request_x_amzn_mtls_clientcert_leaf_header_name~ routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name~ routing_http_request_x_amzn_mtls_clientcert_subject_header_name~ routing_http_request_x_amzn_mtls_clientcert_validity_header_name~ routing_http_request_x_amzn_tls_cipher_suite_header_name~ routing_http_request_x_amzn_tls_version_header_name~ routing_http_response_access_control_allow_credentials_header_value~ routing_http_response_access_control_allow_headers_header_value~ routing_http_response_access_control_allow_methods_header_value~ routing_http_response_access_control_allow_origin_header_value~ routing_http_response_access_control_expose_headers_header_value~ routing_http_response_access_control_max_age_header_value~ routing_http_response_content_security_policy_header_value~ routing_http_response_server_enabled~b routing_http_response_strict_transport_security_header_value~ routing_http_response_x_content_type_options_header_value~ routing_http_response_x_frame_options_header_value~ ssl_policy~ tags{s tags_all~{s tcp_idle_timeout_seconds~n default_action!#l2323 mutual_authentication#12324 timeouts#o77
lb_listener_certificate certificate_arn! id~ listener_arn! region~
lb_listener_rule arn. id~ listener_arn! priority~n region~ tags{s tags_all~{s action!#l2327 condition!#s2333 transform#s2336
lb_ssl_negotiation_policy id~ lb_port!n load_balancer! name! region~ triggers{s attribute#s42
lb_target_group arn. arn_suffix. connection_termination~b deregistration_delay id~ ip_address_type~ lambda_multi_value_headers_enabled:b load_balancer_arns.(s load_balancing_algorithm_type~ load_balancing_anomaly_mitigation~ load_balancing_cross_zone_enabled~ name~ name_prefix~ port:n preserve_client_ip~ protocol protocol_version~ proxy_protocol_v2:b region~ slow_start:n tags{s tags_all~{s target_control_port:n target_type vpc_id health_check#12337 stickiness#12338 target_failover#l2339 target_group_health#12342 target_health_state#l2343
lb_target_group_attachment availability_zone id~ port:n quic_server_id region~ target_group_arn! target_id!
lb_trust_store arn. arn_suffix. ca_certificates_bundle_s3_bucket! ca_certificates_bundle_s3_key! ca_certificates_bundle_s3_object_version id~ name~ name_prefix~ region~ tags{s tags_all~{s timeouts#o80
lb_trust_store_revocation id~ region~ revocation_id.n revocations_s3_bucket! revocations_s3_key! revocations_s3_object_version trust_store_arn! timeouts#o89
lex_bot arn. checksum. child_directed!b create_version:b created_date. description detect_sentiment:b enable_model_improvements:b failure_reason. id~ idle_session_ttl_in_seconds:n last_updated_date. locale name! nlu_intent_confidence_threshold:n process_behavior region~ status. version. voice_id~ abort_statement!#12345 clarification_prompt#12346 intent!#s2347 timeouts#o76
lex_bot_alias arn. bot_name! bot_version! checksum. created_date. description id~ last_updated_date. name! region~ conversation_logs#12349 timeouts#o76
lex_intent arn. checksum. create_version:b created_date. description id~ last_updated_date. name! parent_intent_signature region~ sample_utterances(s version. conclusion_statement#12345 confirmation_prompt#12346 dialog_code_hook#12350 follow_up_prompt#12351 fulfillment_activity!#12352 rejection_statement#12345 slot#s2353 timeouts#o76
lex_slot_type checksum. create_version:b created_date. description id~ last_updated_date. name! region~ value_selection_strategy version. enumeration_value!#s2354 timeouts#o76
lexv2models_bot arn. description id. idle_session_ttl_in_seconds!n name! region~ role_arn! tags{s tags_all.{s test_bot_alias_tags{s type~ data_privacy#l2355 members#l2356 timeouts#o76
lexv2models_bot_locale bot_id! bot_version! description id. locale_id! n_lu_intent_confidence_threshold!n name~ region~ timeouts#o76 voice_settings#l2357
lexv2models_bot_version bot_id! bot_version~ description id. locale_specification!#m2358 region~ timeouts#o80
lexv2models_intent bot_id! bot_version! creation_date_time. description id. intent_id. last_updated_date_time. locale_id! name! parent_intent_signature region~ closing_setting#l2374 confirmation_setting#l2385 dialog_code_hook#l744 fulfillment_code_hook#l2389 initial_response_setting#l2390 input_context#l16 kendra_configuration#l2391 output_context#l2392 qna_intent_configuration#l2401 sample_utterance#l2402 slot_priority#l2403 timeouts#o76
lexv2models_slot bot_id! bot_version! description id. intent_id! locale_id! name! region~ slot_id. slot_type_id~ multiple_values_setting#l2404 obfuscation_setting#l2405 sub_slot_setting#l2412 timeouts#o76 value_elicitation_setting#l2414
lexv2models_slot_type bot_id! bot_version! description id. locale_id! name! parent_slot_type_signature region~ slot_type_id. composite_slot_type_setting#l2416 external_source_setting#l2419 slot_type_values#l2420 timeouts#o76 value_selection_setting#l2423
licensemanager_association id~ license_configuration_arn! region~ resource_arn!
licensemanager_grant allowed_operations!(s arn. home_region. id~ license_arn! name! parent_arn. principal! region~ status. version.
licensemanager_grant_accepter allowed_operations.(s grant_arn! home_region. id~ license_arn. name. parent_arn. principal. region~ status. version.
licensemanager_license_configuration arn. description id~ license_count:n license_count_hard_limit:b license_counting_type! license_rules[s name! owner_account_id. region~ tags{s tags_all~{s
lightsail_bucket arn. availability_zone. bundle_id! created_at. force_delete:b id~ name! region~ support_code. tags{s tags_all~{s url.
lightsail_bucket_access_key access_key_id. bucket_name! created_at. id~ region~ secret_access_key. status.
lightsail_bucket_resource_access bucket_name! id~ region~ resource_name!
lightsail_certificate arn. created_at. domain_name~ domain_validation_options.@s85 id~ name! region~ subject_alternative_names~(s tags{s tags_all~{s
lightsail_container_service arn. availability_zone. created_at. id~ is_disabled:b name! power! power_id. principal_arn. private_domain_name. region~ resource_type. scale!n state. tags{s tags_all~{s url. private_registry_access#12425 public_domain_names#12427 timeouts#o76
lightsail_container_service_deployment_version created_at. id~ region~ service_name! state. version.n container!#s2428 public_endpoint#12430 timeouts#o89
lightsail_database apply_immediately~b arn. availability_zone~ backup_retention_enabled:b blueprint_id! bundle_id! ca_certificate_identifier. cpu_count.n created_at. disk_size.n engine. engine_version. final_snapshot_name id~ master_database_name! master_endpoint_address. master_endpoint_port.n master_password! master_username! preferred_backup_window~ preferred_maintenance_window~ publicly_accessible:b ram_size.n region~ relational_database_name! secondary_availability_zone. skip_final_snapshot:b support_code. tags{s tags_all~{s
lightsail_disk arn. availability_zone! created_at. id~ name! region~ size_in_gb!n support_code. tags{s tags_all~{s
lightsail_disk_attachment disk_name! disk_path! id~ instance_name! region~
lightsail_distribution alternative_domain_names.[s arn. bundle_id! certificate_name created_at. domain_name. id~ ip_address_type is_enabled:b location.@l2431 name! origin_public_dns. region~ resource_type. status. support_code. tags{s tags_all~{s cache_behavior#s2432 cache_behavior_settings#12436 default_cache_behavior!#1406 origin!#12437 timeouts#o76
lightsail_domain arn. domain_name! id~ region~
lightsail_domain_entry domain_name! id~ is_alias:b name! region~ target! type!
lightsail_instance arn. availability_zone! blueprint_id! bundle_id! cpu_count.n created_at. id~ ip_address_type ipv6_addresses.[s is_static_ip.b key_pair_name name! private_ip_address. public_ip_address. ram_size.n region~ tags{s tags_all~{s user_data username. add_on#12438
lightsail_instance_public_ports id~ instance_name! region~ port_info!#s2439
lightsail_key_pair arn. encrypted_fingerprint. encrypted_private_key. fingerprint. id~ name~ name_prefix~ pgp_key private_key. public_key~ region~ tags{s tags_all~{s
lightsail_lb arn. created_at. dns_name. health_check_path id~ instance_port!n ip_address_type name! protocol. public_ports.[n region~ support_code. tags{s tags_all~{s
lightsail_lb_attachment id~ instance_name! lb_name! region~
lightsail_lb_certificate arn. created_at. domain_name~ domain_validation_records.@s85 id~ lb_name! name! region~ subject_alternative_names~(s support_code.
lightsail_lb_certificate_attachment certificate_name! id~ lb_name! region~
lightsail_lb_https_redirection_policy enabled!b id~ lb_name! region~
lightsail_lb_stickiness_policy cookie_duration!n enabled!b id~ lb_name! region~
lightsail_static_ip arn. id~ ip_address. name! region~ support_code.
lightsail_static_ip_attachment id~ instance_name! ip_address. region~ static_ip_name!
load_balancer_backend_server_policy id~ instance_port!n load_balancer_name! policy_names(s region~
load_balancer_listener_policy id~ load_balancer_name! load_balancer_port!n policy_names(s region~ triggers{s
load_balancer_policy id~ load_balancer_name! policy_name! policy_type_name! region~ policy_attribute#s493
location_geofence_collection collection_arn. collection_name! create_time. description id~ kms_key_id region~ tags{s tags_all~{s update_time. timeouts#o76
location_map create_time. description id~ map_arn. map_name! region~ tags{s tags_all~{s update_time. configuration!#12440
location_place_index create_time. data_source! description id~ index_arn. index_name! region~ tags{s tags_all~{s update_time. data_source_configuration#12441
location_route_calculator calculator_arn. calculator_name! create_time. data_source! description id~ region~ tags{s tags_all~{s update_time. timeouts#o76
location_tracker create_time. description id~ kms_key_id position_filtering region~ tags{s tags_all~{s tracker_arn. tracker_name! update_time.
location_tracker_association consumer_arn! id~ region~ tracker_name! timeouts#o80
m2_application application_id. arn. current_version.n description engine_type! id. kms_key_id name! region~ role_arn tags{s tags_all.{s definition#l2442 timeouts#o76
m2_deployment application_id! application_version!n deployment_id. environment_id! force_stop:b id. region~ start!b timeouts#o76
m2_environment apply_changes_during_maintenance_window:b arn. description engine_type! engine_version~ environment_id. force_update:b id. instance_type! kms_key_id load_balancer_arn. name! preferred_maintenance_window~ publicly_accessible~b region~ security_group_ids~(s subnet_ids~(s tags{s tags_all.{s high_availability_config#l2443 storage_configuration#l2445 timeouts#o76
macie2_account created_at. finding_publishing_frequency~ id~ region~ service_role. status~ updated_at.
macie2_classification_export_configuration id~ region~ s3_destination!#12446
macie2_classification_job created_at. custom_data_identifier_ids~[s description~ id~ initial_run:b job_arn. job_id. job_status~ job_type! name~ name_prefix~ region~ sampling_percentage~n tags{s tags_all~{s user_paused_details.@l2447 s3_job_definition!#12459 schedule_frequency#12460 timeouts#o77
macie2_custom_data_identifier arn. created_at. description id~ ignore_words(s keywords(s maximum_match_distance~n name~ name_prefix~ regex region~ tags{s tags_all~{s timeouts#o89
macie2_findings_filter action! arn. description id~ name~ name_prefix~ position~n region~ tags{s tags_all~{s finding_criteria!#12462 timeouts#o89
macie2_invitation_accepter administrator_account_id! id~ invitation_id. region~ timeouts#o89
macie2_member account_id! administrator_account_id. arn. email! id~ invitation_disable_email_notification:b invitation_message invite~b invited_at. master_account_id. region~ relationship_status. status~ tags{s tags_all~{s updated_at. timeouts#o77
macie2_organization_admin_account admin_account_id! id~ region~
macie2_organization_configuration auto_enable!b region~
mailmanager_archive archive_state. arn. created_timestamp. id. kms_key_arn last_updated_timestamp. name! region~ retention_actual.@l2463 tags{s tags_all.{s retention#l2464
mailmanager_ingress_point a_record. arn. created_timestamp. id. last_updated_timestamp. name! region~ rule_set_id! status. status_to_update tags{s tags_all.{s tls_policy~ traffic_policy_id! type! ingress_point_configuration#l2467 network_configuration#l2470 timeouts#o76
mailmanager_relay arn. created_timestamp. id. last_modified_timestamp. name! region~ server_name! server_port!n tags{s tags_all.{s authentication#l2471
mailmanager_rule_set arn. created_date. id. last_modification_date. name! region~ tags{s tags_all.{s rule#l2496
mailmanager_traffic_policy arn. created_timestamp. default_action! id. last_updated_timestamp. max_message_size_bytes:n name! region~ tags{s tags_all.{s policy_statement#l2501
main_route_table_association id~ original_route_table_id. region~ route_table_id! vpc_id! timeouts#o76
media_convert_queue arn. concurrent_jobs~n description id~ name! pricing_plan region~ status tags{s tags_all~{s reservation_plan_settings#12502
media_package_channel arn. channel_id! description hls_ingest.@l2504 id~ region~ tags{s tags_all~{s
media_packagev2_channel_group arn. description egress_domain. name! region~ tags{s tags_all.{s
media_store_container arn. endpoint. id~ name! region~ tags{s tags_all~{s
media_store_container_policy container_name! id~ policy! region~
medialive_channel arn. channel_class! channel_id. id~ log_level~ name! region~ role_arn start_channel:b tags{s tags_all~{s cdi_input_specification#12505 destinations!#s2509 encoder_settings!#12591 input_attachments!#s2618 input_specification!#12619 maintenance#12620 timeouts#o76 vpc#12621
medialive_input arn. attached_channels.[s id~ input_class. input_partner_ids.[s input_security_groups[s input_source_type. name! region~ role_arn~ tags{s tags_all~{s type! destinations#s175 input_devices#s449 media_connect_flows#s2622 sources#s2623 timeouts#o76 vpc#12624
medialive_input_security_group arn. id~ inputs.[s region~ tags{s tags_all~{s timeouts#o76 whitelist_rules!#s2625
medialive_multiplex arn. availability_zones![s id~ name! region~ start_multiplex:b tags{s tags_all~{s multiplex_settings#12626 timeouts#o76
medialive_multiplex_program id. multiplex_id! program_name! region~ multiplex_program_settings#l2630 timeouts#o89
memorydb_acl arn. id~ minimum_engine_version. name~ name_prefix~ region~ tags{s tags_all~{s user_names(s
memorydb_cluster acl_name! arn. auto_minor_version_upgrade:b cluster_endpoint.@l1694 data_tiering:b description engine~ engine_patch_version. engine_version~ final_snapshot_name id~ ip_discovery~ kms_key_arn maintenance_window~ multi_region_cluster_name name~ name_prefix~ network_type~ node_type! num_replicas_per_shard:n num_shards:n parameter_group_name~ port~n region~ security_group_ids(s shards.@s2632 snapshot_arns[s snapshot_name snapshot_retention_limit~n snapshot_window~ sns_topic_arn subnet_group_name~ tags{s tags_all~{s tls_enabled:b timeouts#o76
memorydb_multi_region_cluster arn. description engine~ engine_version~ multi_region_cluster_name. multi_region_cluster_name_suffix! multi_region_parameter_group_name~ node_type! num_shards~n region~ status. tags{s tags_all.{s tls_enabled~b update_strategy timeouts#o76
memorydb_parameter_group arn. description family! id~ name~ name_prefix~ region~ tags{s tags_all~{s parameter#s42
memorydb_snapshot arn. cluster_configuration.@l2633 cluster_name! id~ kms_key_arn name~ name_prefix~ region~ source. tags{s tags_all~{s timeouts#o80
memorydb_subnet_group arn. description id~ name~ name_prefix~ region~ subnet_ids!(s tags{s tags_all~{s vpc_id.
memorydb_user access_string! arn. id~ minimum_engine_version. region~ tags{s tags_all~{s user_name! authentication_mode!#11698
mq_broker apply_immediately:b arn. authentication_strategy~ auto_minor_version_upgrade:b broker_name! data_replication_mode~ data_replication_primary_broker_arn deployment_mode engine_type! engine_version! host_instance_type! id~ instances.@l2634 pending_data_replication_mode. publicly_accessible:b region~ resource_share_arns(s security_groups(s shared_resources.@l2635 storage_type~ subnet_ids~(s tags{s tags_all~{s configuration#12636 encryption_options#12637 ldap_server_metadata#12638 logs#12639 maintenance_window_start_time#12640 timeouts#o76 user#s2641
mq_configuration arn. authentication_strategy~ data! description engine_type! engine_version! id~ latest_revision.n name! region~ skip_destroy:b tags{s tags_all~{s
msk_channel arn. channel_name! cluster_arn! destination_type. region~ tags{s tags_all.{s encryption_configuration#l108 iceberg_destination#l2649 logging_info#l2653 s3_destination#l2655 timeouts#o76 topic_configuration#l2658
msk_cluster arn. bootstrap_brokers. bootstrap_brokers_ipv6. bootstrap_brokers_public_sasl_iam. bootstrap_brokers_public_sasl_scram. bootstrap_brokers_public_tls. bootstrap_brokers_sasl_iam. bootstrap_brokers_sasl_iam_ipv6. bootstrap_brokers_sasl_scram. bootstrap_brokers_sasl_scram_ipv6. bootstrap_brokers_tls. bootstrap_brokers_tls_ipv6. bootstrap_brokers_vpc_connectivity_sasl_iam. bootstrap_brokers_vpc_connectivity_sasl_scram. bootstrap_brokers_vpc_connectivity_tls. cluster_name! cluster_uuid. current_version. customer_action_status. enhanced_monitoring id~ kafka_version! number_of_broker_nodes!n region~ storage_mode~ tags{s tags_all~{s zookeeper_connect_string. zookeeper_connect_string_tls. broker_node_group_info!#12667 client_authentication#12670 configuration_info#12671 encryption_info#12673 logging_info#12675 open_monitoring#12678 rebalancing#11423 timeouts#o76
msk_cluster_policy cluster_arn! current_version. id~ policy! region~
msk_configuration arn. description id~ kafka_versions(s latest_revision.n name! region~ server_properties!
msk_replicator arn. current_version. description id~ region~ replicator_name! service_execution_role_arn! tags{s tags_all~{s kafka_cluster!#l2685 log_delivery#12686 replication_info_list!#12689 timeouts#o76
msk_scram_secret_association cluster_arn! id~ region~ secret_arn_list!(s
msk_serverless_cluster arn. bootstrap_brokers_sasl_iam. cluster_name! cluster_uuid. id~ region~ tags{s tags_all~{s client_authentication!#12691 timeouts#o80 vpc_config!#l2692
msk_single_scram_secret_association cluster_arn! id. region~ secret_arn!
msk_topic arn. cluster_arn! configs configs_actual. name! partition_count!n region~ replication_factor!n timeouts#o76
msk_vpc_connection arn. authentication! client_subnets!(s id~ region~ security_groups!(s tags{s tags_all~{s target_cluster_arn! vpc_id!
mskconnect_connector arn. connector_configuration!{s description id~ kafkaconnect_version! name! region~ service_execution_role_arn! tags{s tags_all~{s version. capacity!#12696 kafka_cluster!#12698 kafka_cluster_client_authentication!#12699 kafka_cluster_encryption_in_transit!#12700 log_delivery#12701 plugin!#s2702 timeouts#o76 worker_configuration#12671
mskconnect_custom_plugin arn. content_type! description id~ latest_revision.n name! region~ state. tags{s tags_all~{s location!#12703 timeouts#o80
mskconnect_worker_configuration arn. description id~ latest_revision.n name! properties_file_content! region~ tags{s tags_all~{s timeouts#o135
mwaa_environment airflow_configuration_options{s airflow_version~ arn. created_at. dag_s3_path! database_vpc_endpoint_service. endpoint_management~ environment_class~ execution_role_arn! id~ kms_key last_updated.@l2705 max_webservers~n max_workers~n min_webservers~n min_workers~n name! plugins_s3_object_version~ plugins_s3_path region~ requirements_s3_object_version~ requirements_s3_path schedulers~n service_role_arn. source_bucket_arn! startup_script_s3_object_version~ startup_script_s3_path status. tags{s tags_all~{s webserver_access_mode~ webserver_url. webserver_vpc_endpoint_service. weekly_maintenance_window_start~ worker_replacement_strategy~ logging_configuration#12707 network_configuration!#1541 timeouts#o76
nat_gateway allocation_id association_id. auto_provision_zones. auto_scaling_ips. availability_mode~ connectivity_type id~ network_interface_id. private_ip~ public_ip. region~ regional_nat_gateway_address.@s2708 regional_nat_gateway_auto_mode. route_table_id. secondary_allocation_ids~(s secondary_private_ip_address_count~n secondary_private_ip_addresses~(s subnet_id tags{s tags_all~{s vpc_id~ availability_zone_address#s2709 timeouts#o76
nat_gateway_eip_association allocation_id! association_id. nat_gateway_id! region~ timeouts#o80
neptune_cluster allow_major_version_upgrade~b apply_immediately~b arn. availability_zones~(s backup_retention_period:n cluster_identifier~ cluster_identifier_prefix~ cluster_members.(s cluster_resource_id. copy_tags_to_snapshot:b deletion_protection:b enable_cloudwatch_logs_exports(s endpoint. engine engine_version~ final_snapshot_identifier global_cluster_identifier hosted_zone_id. iam_database_authentication_enabled:b iam_roles(s id~ kms_key_arn~ neptune_cluster_parameter_group_name~ neptune_instance_parameter_group_name neptune_subnet_group_name~ port:n preferred_backup_window~ preferred_maintenance_window~ reader_endpoint. region~ replication_source_identifier skip_final_snapshot:b snapshot_identifier storage_encrypted:b storage_type~ tags{s tags_all~{s vpc_security_group_ids~(s serverless_v2_scaling_configuration#12710 timeouts#o76
neptune_cluster_endpoint arn. cluster_endpoint_identifier! cluster_identifier! endpoint. endpoint_type! excluded_members(s id~ region~ static_members(s tags{s tags_all~{s
neptune_cluster_instance address. apply_immediately~b arn. auto_minor_version_upgrade:b availability_zone~ cluster_identifier! dbi_resource_id. endpoint. engine engine_version~ id~ identifier~ identifier_prefix~ instance_class! kms_key_arn. neptune_parameter_group_name~ neptune_subnet_group_name~ port:n preferred_backup_window~ preferred_maintenance_window~ promotion_tier:n publicly_accessible:b region~ skip_final_snapshot:b storage_encrypted.b storage_type. tags{s tags_all~{s writer.b timeouts#o76
neptune_cluster_parameter_group arn. description family! id~ name~ name_prefix~ region~ tags{s tags_all~{s parameter#s1415
neptune_cluster_snapshot allocated_storage.n availability_zones.[s db_cluster_identifier! db_cluster_snapshot_arn. db_cluster_snapshot_identifier! engine. engine_version. id~ kms_key_id. license_model. port.n region~ snapshot_type. source_db_cluster_snapshot_arn. status. storage_encrypted.b vpc_id. timeouts#o89
neptune_event_subscription arn. customer_aws_id. enabled:b event_categories(s id~ name~ name_prefix~ region~ sns_topic_arn! source_ids(s source_type tags{s tags_all~{s timeouts#o76
neptune_global_cluster arn. deletion_protection:b engine~ engine_version~ global_cluster_identifier! global_cluster_members.@s1477 global_cluster_resource_id. id~ region~ source_db_cluster_identifier~ status. storage_encrypted~b timeouts#o76
neptune_parameter_group arn. description family! id~ name~ name_prefix~ region~ tags{s tags_all~{s parameter#s1415
neptune_subnet_group arn. description id~ name~ name_prefix~ region~ subnet_ids!(s tags{s tags_all~{s
neptunegraph_graph arn. deletion_protection~b endpoint. graph_name~ graph_name_prefix id. kms_key_identifier~ provisioned_memory!n public_connectivity~b region~ replica_count~n tags{s tags_all.{s timeouts#o76 vector_search_configuration#l2711
neptunegraph_private_graph_endpoint graph_identifier! private_graph_endpoint_identifier. region~ subnet_ids(s vpc_endpoint_id. vpc_id! vpc_security_group_ids(s timeouts#o80
network_acl arn. egress~@s2712 id~ ingress~@s2712 owner_id. region~ subnet_ids~(s tags{s tags_all~{s vpc_id!
network_acl_association id~ network_acl_id! region~ subnet_id!
network_acl_rule cidr_block egress:b from_port:n icmp_code:n icmp_type:n id~ ipv6_cidr_block network_acl_id! protocol! region~ rule_action! rule_number!n to_port:n
network_interface arn. description enable_primary_ipv6~b id~ interface_type~ ipv4_prefix_count~n ipv4_prefixes~(s ipv6_address_count~n ipv6_address_list~[s ipv6_address_list_enabled:b ipv6_addresses~(s ipv6_prefix_count~n ipv6_prefixes~(s mac_address. outpost_arn. owner_id. private_dns_name. private_ip~ private_ip_list~[s private_ip_list_enabled:b private_ips~(s private_ips_count~n region~ security_groups~(s source_dest_check:b subnet_id! tags{s tags_all~{s attachment#s2713 ena_srd_specification#12303
network_interface_attachment attachment_id. device_index!n id~ instance_id! network_card_index~n network_interface_id! region~ status.
network_interface_permission aws_account_id! network_interface_id! network_interface_permission_id. permission! region~ timeouts#o80
network_interface_sg_attachment id~ network_interface_id! region~ security_group_id! timeouts#o2281
networkfirewall_container_association container_association_arn. container_association_name! description region~ resolved_cidr_count.n tags{s tags_all.{s type! update_token. container_monitoring_configuration#l2714 timeouts#o76
networkfirewall_firewall arn. availability_zone_change_protection:b delete_protection:b description enabled_analysis_types(s firewall_policy_arn! firewall_policy_change_protection:b firewall_status.@l2718 id~ name! region~ subnet_change_protection:b tags{s tags_all~{s transit_gateway_id transit_gateway_owner_account_id. update_token. vpc_id availability_zone_mapping#s2719 encryption_configuration#12720 subnet_mapping#s2721 timeouts#o76
networkfirewall_firewall_policy arn. description id~ name! region~ tags{s tags_all~{s update_token. encryption_configuration#12720 firewall_policy!#12732
networkfirewall_firewall_transit_gateway_attachment_accepter region~ transit_gateway_attachment_id! timeouts#o80
networkfirewall_logging_configuration enable_monitoring_dashboard~b firewall_arn! id~ region~ logging_configuration!#12734
networkfirewall_resource_policy id~ policy! region~ resource_arn!
networkfirewall_rule_group arn. capacity!n description id~ name! region~ rules tags{s tags_all~{s type! update_token. encryption_configuration#12720 rule_group#12753
networkfirewall_tls_inspection_configuration arn. certificate_authority.@l2754 certificates.@l2754 description encryption_configuration~@l2755 id. name! number_of_associations.n region~ tags{s tags_all.{s tls_inspection_configuration_id. update_token. timeouts#o76 tls_inspection_configuration#l2761
networkfirewall_vpc_endpoint_association description firewall_arn! region~ tags{s tags_all.{s vpc_endpoint_association_arn. vpc_endpoint_association_id. vpc_endpoint_association_status.@l2764 vpc_id! subnet_mapping#l2721 timeouts#o80
networkflowmonitor_monitor monitor_arn. monitor_name! region~ scope_arn! tags{s tags_all.{s local_resource#s485 remote_resource#s485 timeouts#o76
networkflowmonitor_scope region~ scope_arn. scope_id. tags{s tags_all.{s target#s2767 timeouts#o76
networkmanager_attachment_accepter attachment_id! attachment_policy_rule_number.n attachment_type! core_network_arn. core_network_id. edge_location. edge_locations.[s id~ owner_account_id. resource_arn. segment_name. state. timeouts#o89
networkmanager_attachment_routing_policy_label attachment_id! core_network_id! routing_policy_label!
networkmanager_connect_attachment arn. attachment_id. attachment_policy_rule_number.n attachment_type. core_network_arn. core_network_id! edge_location! id~ owner_account_id. resource_arn. routing_policy_label segment_name. state. tags{s tags_all~{s transport_attachment_id! options!#12768 timeouts#o80
networkmanager_connect_peer arn. configuration.@l2770 connect_attachment_id! connect_peer_id. core_network_address core_network_id. created_at. edge_location. id~ inside_cidr_blocks[s peer_address! state. subnet_arn tags{s tags_all~{s bgp_options#12771 timeouts#o80
networkmanager_connection arn. connected_device_id! connected_link_id description device_id! global_network_id! id~ link_id tags{s tags_all~{s timeouts#o76
networkmanager_core_network arn. base_policy_document base_policy_regions(s create_base_policy:b created_at. description edges.@l2772 global_network_id! id~ segments.@l2773 state. tags{s tags_all~{s timeouts#o76
networkmanager_core_network_policy_attachment core_network_id! id~ policy_document! state. timeouts#o984
networkmanager_customer_gateway_association customer_gateway_arn! device_id! global_network_id! id~ link_id timeouts#o80
networkmanager_device arn. description global_network_id! id~ model serial_number site_id tags{s tags_all~{s type vendor aws_location#12774 location#12775 timeouts#o76
networkmanager_dx_gateway_attachment arn. attachment_policy_rule_number.n attachment_type. core_network_arn. core_network_id! direct_connect_gateway_arn! edge_locations![s id. owner_account_id. routing_policy_label segment_name. state. tags{s tags_all.{s timeouts#o76
networkmanager_global_network arn. description id~ tags{s tags_all~{s timeouts#o76
networkmanager_link arn. description global_network_id! id~ provider_name site_id! tags{s tags_all~{s type bandwidth!#12776 timeouts#o76
networkmanager_link_association device_id! global_network_id! id~ link_id! timeouts#o80
networkmanager_prefix_list_association core_network_id! prefix_list_alias! prefix_list_arn!
networkmanager_site arn. description global_network_id! id~ tags{s tags_all~{s location#12775 timeouts#o76
networkmanager_site_to_site_vpn_attachment arn. attachment_policy_rule_number.n attachment_type. core_network_arn. core_network_id! edge_location. id~ owner_account_id. resource_arn. routing_policy_label segment_name. state. tags{s tags_all~{s vpn_connection_arn! timeouts#o76
networkmanager_transit_gateway_connect_peer_association device_id! global_network_id! id~ link_id transit_gateway_connect_peer_arn! timeouts#o80
networkmanager_transit_gateway_peering arn. core_network_arn. core_network_id! edge_location. id~ owner_account_id. peering_type. resource_arn. tags{s tags_all~{s transit_gateway_arn! transit_gateway_peering_attachment_id. timeouts#o80
networkmanager_transit_gateway_registration global_network_id! id~ transit_gateway_arn! timeouts#o80
networkmanager_transit_gateway_route_table_attachment arn. attachment_policy_rule_number.n attachment_type. core_network_arn. core_network_id. edge_location. id~ owner_account_id. peering_id! resource_arn. routing_policy_label segment_name. state. tags{s tags_all~{s transit_gateway_route_table_arn! timeouts#o80
networkmanager_vpc_attachment arn. attachment_policy_rule_number.n attachment_type. core_network_arn. core_network_id! edge_location. id~ owner_account_id. resource_arn. routing_policy_label segment_name. state. subnet_arns!(s tags{s tags_all~{s vpc_arn! options#12777 timeouts#o76
networkmonitor_monitor aggregation_period~n arn. id. monitor_name! region~ tags{s tags_all.{s
networkmonitor_probe address_family. arn. destination! destination_port:n id. monitor_name! packet_size~n probe_id. protocol! region~ source_arn! tags{s tags_all.{s vpc_id.
notifications_channel_association arn! notification_configuration_arn!
notifications_event_rule arn. event_pattern event_type! notification_configuration_arn! regions!(s source!
notifications_managed_notification_account_contact_association contact_identifier! managed_notification_configuration_arn!
notifications_managed_notification_additional_channel_association channel_arn! managed_notification_arn!
notifications_notification_configuration aggregation_duration~ arn. description! name! tags{s tags_all.{s
notifications_notification_hub notification_hub_region! timeouts#o80
notifications_organizational_unit_association notification_configuration_arn! organizational_unit_id!
notifications_organizations_access enabled!b timeouts#o76
notificationscontacts_email_contact arn. email_address! name! tags{s tags_all.{s
oam_link arn. id~ label. label_template! link_id. region~ resource_types!(s sink_arn. sink_identifier! tags{s tags_all~{s link_configuration#12779 timeouts#o76
oam_sink arn. id~ name! region~ sink_id. tags{s tags_all~{s timeouts#o76
oam_sink_policy arn. id~ policy! region~ sink_id. sink_identifier! timeouts#o76
observabilityadmin_centralization_rule_for_organization region~ rule_arn. rule_name! tag_propagation_failure_reason. tag_propagation_status. tags{s tags_all.{s rule#l2791 timeouts#o77
observabilityadmin_s3_table_integration arn. destination_table_bucket_arn. region~ role_arn! tags{s tags_all.{s encryption#l2792 timeouts#o80
observabilityadmin_telemetry_enrichment aws_resource_explorer_managed_view_arn. id. region~ timeouts#o80
observabilityadmin_telemetry_evaluation failure_reason. id. region~ status. timeouts#o80
observabilityadmin_telemetry_evaluation_for_organization all_regions:b failure_reason. home_region. id. region~ regions(s status. timeouts#o80
observabilityadmin_telemetry_pipeline arn. name! region~ tags{s tags_all.{s configuration#l2793 timeouts#o76
observabilityadmin_telemetry_rule region~ rule_arn. rule_name! tags{s tags_all.{s rule#l2808 timeouts#o76
observabilityadmin_telemetry_rule_for_organization region~ rule_arn. rule_name! tags{s tags_all.{s rule#l2808 timeouts#o76
odb_cloud_autonomous_vm_cluster arn. autonomous_data_storage_percentage.n autonomous_data_storage_size_in_tbs!n available_autonomous_data_storage_size_in_tbs.n available_container_databases.n available_cpus.n cloud_exadata_infrastructure_arn~ cloud_exadata_infrastructure_id~ compute_model. cpu_core_count.n cpu_core_count_per_node!n cpu_percentage.n created_at. data_storage_size_in_gbs.n data_storage_size_in_tbs.n db_servers!(s description display_name! domain. exadata_storage_in_tbs_lowest_scaled_value.n hostname. id. is_mtls_enabled_vm_cluster~b license_model~ max_acds_lowest_scaled_value.n memory_per_oracle_compute_unit_in_gbs!n memory_size_in_gbs.n node_count.n non_provisionable_autonomous_container_databases.n oci_resource_anchor_name. oci_url. ocid. odb_network_arn~ odb_network_id~ odb_node_storage_size_in_gbs.n percent_progress.n provisionable_autonomous_container_databases.n provisioned_autonomous_container_databases.n provisioned_cpus.n reclaimable_cpus.n region~ reserved_cpus.n scan_listener_port_non_tls!n scan_listener_port_tls!n shape. status. status_reason. tags{s tags_all.{s time_database_ssl_certificate_expires. time_ords_certificate_expires. time_zone~ total_container_databases!n maintenance_window#l2809 timeouts#o76
odb_cloud_exadata_infrastructure activated_storage_count.n additional_storage_count.n arn. availability_zone~ availability_zone_id! available_storage_size_in_gbs.n compute_count~n compute_model. cpu_count.n created_at. customer_contacts_to_send_to_oci@s2810 data_storage_size_in_tbs.n database_server_type db_node_storage_size_in_gbs.n db_server_version. display_name! id. last_maintenance_run_id. max_cpu_count.n max_data_storage_in_tbs.n max_db_node_storage_size_in_gbs.n max_memory_in_gbs.n memory_size_in_gbs.n monthly_db_server_version. monthly_storage_server_version. next_maintenance_run_id. oci_resource_anchor_name. oci_url. ocid. percent_progress.n region~ shape! status. status_reason. storage_count~n storage_server_type storage_server_version. tags{s tags_all.{s total_storage_size_in_gbs.n maintenance_window#l2812 timeouts#o76
odb_cloud_vm_cluster arn. cloud_exadata_infrastructure_arn~ cloud_exadata_infrastructure_id~ cluster_name~ compute_model. cpu_core_count!n created_at. data_storage_size_in_tbs!n db_node_storage_size_in_gbs~n db_servers!(s disk_redundancy. display_name! domain. gi_version! gi_version_computed. hostname_prefix! hostname_prefix_computed. id. iorm_config_cache.@l2814 is_local_backup_enabled~b is_sparse_diskgroup_enabled~b last_update_history_entry_id. license_model~ listener_port.n memory_size_in_gbs~n node_count.n oci_resource_anchor_name. oci_url. ocid. odb_network_arn~ odb_network_id~ percent_progress.n region~ scan_dns_name. scan_dns_record_id. scan_ip_ids.[s scan_listener_port_tcp~n shape. ssh_public_keys!(s status. status_reason. storage_size_in_gbs.n system_version. tags{s tags_all.{s timezone~ vip_ids.[s data_collection_options#l2815 timeouts#o76
odb_iam_role_association aws_integration! iam_role_arn! region~ resource_arn! status. status_reason. timeouts#o76
odb_network arn. availability_zone~ availability_zone_id! backup_subnet_cidr! client_subnet_cidr! created_at. cross_region_s3_restore_sources_access~(s custom_domain_name default_dns_prefix delete_associated_resources~b display_name! ec2_placement_group_ids.[s id. kms_access~ kms_policy_document managed_services.@l2823 oci_dns_forwarding_configs.@l2824 oci_network_anchor_id. oci_network_anchor_url. oci_resource_anchor_name. oci_vcn_id. oci_vcn_url. peered_cidrs.(s percent_progress.n region~ s3_access! s3_policy_document status. status_reason. sts_access~ sts_policy_document tags{s tags_all.{s zero_etl_access! timeouts#o76
odb_network_peering_connection arn. created_at. display_name! id. odb_network_arn~ odb_network_id~ odb_peering_connection_type. peer_network_arn. peer_network_cidrs~(s peer_network_id! percent_progress.n region~ status. status_reason. tags{s tags_all.{s timeouts#o76
opensearch_application arn. endpoint. id. kms_key_arn name! region~ tags{s tags_all.{s app_config#s1547 data_source#s2825 iam_identity_center_options#l2826 timeouts#o76
opensearch_authorize_vpc_endpoint_access account! authorized_principal.@l2827 domain_name! region~
opensearch_domain access_policies~ advanced_options~{s arn. dashboard_endpoint. dashboard_endpoint_v2. domain_endpoint_v2_hosted_zone_id. domain_id. domain_name! endpoint. endpoint_v2. engine_version~ id~ ip_address_type~ region~ tags{s tags_all~{s advanced_security_options#12829 aiml_options#12831 auto_tune_options#12832 cluster_config#12835 cognito_options#11706 deployment_strategy_options#12836 domain_endpoint_options#11707 ebs_options#11708 encrypt_at_rest#11709 identity_center_options#12837 log_publishing_options#s1710 node_to_node_encryption#1744 off_peak_window_options#12840 snapshot_options#11711 software_update_options#12841 timeouts#o76 vpc_options#11712
opensearch_domain_policy access_policies! domain_name! id~ region~ timeouts#o474
opensearch_domain_saml_options domain_name! id~ region~ saml_options#11714 timeouts#o474
opensearch_inbound_connection_accepter connection_id! connection_status. id~ region~ timeouts#o80
opensearch_outbound_connection accept_connection:b connection_alias! connection_mode~ connection_status. id~ region~ connection_properties#12843 local_domain_info!#12844 remote_domain_info!#12844 timeouts#o80
opensearch_package available_package_version. engine_version id~ package_description package_id. package_name! package_type! region~ package_source!#12845
opensearch_package_association domain_name! id~ package_id! reference_path. region~ timeouts#o80
opensearch_vpc_endpoint domain_arn! endpoint. id~ region~ timeouts#o76 vpc_options!#11715
opensearchserverless_access_policy description id. name! policy! policy_version. region~ type!
opensearchserverless_collection arn. collection_endpoint. collection_group_name dashboard_endpoint. description encryption_config~@l2846 id. kms_key_arn. name! region~ standby_replicas~ tags{s tags_all.{s type~ vector_options~@l2847 timeouts#o80
opensearchserverless_collection_group arn. capacity_limits~@l2848 created_date. description generation~ id. name! region~ standby_replicas! tags{s tags_all.{s
opensearchserverless_lifecycle_policy description id. name! policy! policy_version. region~ type!
opensearchserverless_security_config config_version. description id. name! region~ type! iam_federation_options#l2849 iam_identity_center_options#l2850 saml_options#l2851
opensearchserverless_security_policy description id. name! policy! policy_version. region~ type!
opensearchserverless_vpc_endpoint id. name! region~ security_group_ids~(s subnet_ids!(s vpc_id! timeouts#o76
organizations_account arn. close_on_deletion:b create_govcloud:b email! govcloud_id. iam_user_access_to_billing id~ joined_method. joined_timestamp. name! parent_id~ role_name state. status. tags{s tags_all~{s timeouts#o76
organizations_aws_service_access date_enabled. service_principal!
organizations_delegated_administrator account_id! arn. delegation_enabled_date. email. id~ joined_method. joined_timestamp. name. service_principal! status.
organizations_organization accounts.@l2852 arn. aws_service_access_principals(s enabled_policy_types(s feature_set id~ master_account_arn. master_account_email. master_account_id. master_account_name. non_master_accounts.@l2852 return_organization_only:b roots.@l2854
organizations_organizational_unit accounts.@l2855 arn. id~ name! parent_id! tags{s tags_all~{s
organizations_policy arn. content! description id~ name! skip_destroy:b tags{s tags_all~{s type
organizations_policy_attachment id~ policy_id! skip_destroy:b target_id!
organizations_resource_policy arn. content! id~ tags{s tags_all~{s
organizations_tag id~ key! resource_id! value!
osis_pipeline id. ingest_endpoint_urls.(s max_units!n min_units!n pipeline_arn. pipeline_configuration_body! pipeline_name! pipeline_role_arn~ region~ tags{s tags_all.{s buffer_options#l2856 encryption_at_rest_options#l108 log_publishing_options#l2858 timeouts#o76 vpc_options#l2859
osis_pipeline_endpoint id. pipeline_arn! region~ status. vpc_id. timeouts#o80 vpc_options#l2860
osis_resource_policy policy! region~ resource_arn!
outposts_capacity_task asset_id~ capacity_task_id. completion_date. creation_date. failure_reason. order_id~ outpost_identifier! region~ status. task_action_on_blocking_instances~ instance_pool#l2861 instances_to_exclude#l2862 timeouts#o80
paymentcryptography_key arn. deletion_window_in_days~n enabled~b exportable!b id. key_check_value. key_check_value_algorithm~ key_origin. key_state. region~ tags{s tags_all.{s key_attributes#l2864 timeouts#o76
paymentcryptography_key_alias alias_name! id. key_arn region~
pinpoint_adm_channel application_id! client_id! client_secret! enabled:b id~ region~
pinpoint_apns_channel application_id! bundle_id certificate default_authentication_method enabled:b id~ private_key region~ team_id token_key token_key_id
pinpoint_apns_sandbox_channel application_id! bundle_id certificate default_authentication_method enabled:b id~ private_key region~ team_id token_key token_key_id
pinpoint_apns_voip_channel application_id! bundle_id certificate default_authentication_method enabled:b id~ private_key region~ team_id token_key token_key_id
pinpoint_apns_voip_sandbox_channel application_id! bundle_id certificate default_authentication_method enabled:b id~ private_key region~ team_id token_key token_key_id
pinpoint_app application_id. arn. id~ name~ name_prefix~ region~ tags{s tags_all~{s campaign_hook#12865 limits#12866 quiet_time#12867
pinpoint_baidu_channel api_key! application_id! enabled:b id~ region~ secret_key!
pinpoint_email_channel application_id! configuration_set enabled:b from_address! id~ identity! messages_per_second.n orchestration_sending_role_arn region~ role_arn
pinpoint_email_template arn. region~ tags{s tags_all.{s template_name! email_template#l2868
pinpoint_event_stream application_id! destination_stream_arn! id~ region~ role_arn!
pinpoint_gcm_channel api_key application_id! default_authentication_method enabled:b id~ region~ service_json
pinpoint_sms_channel application_id! enabled:b id~ promotional_messages_per_second.n region~ sender_id short_code transactional_messages_per_second.n
pinpointsmsvoicev2_configuration_set arn. default_message_type default_sender_id id. name! region~ tags{s tags_all.{s
pinpointsmsvoicev2_event_destination configuration_set_arn. configuration_set_name! enabled~b event_destination_name! matching_event_types!(s region~ cloudwatch_logs_destination#l2869 kinesis_firehose_destination#l2870 sns_destination#l1426
pinpointsmsvoicev2_keyword keyword! keyword_action~ keyword_message! origination_identity_arn! region~
pinpointsmsvoicev2_opt_out_list arn. id. name! region~ tags{s tags_all.{s
pinpointsmsvoicev2_phone_number arn. deletion_protection_enabled~b force_disassociate:b id. iso_country_code! message_type! monthly_leasing_price. number_capabilities!(s number_type! opt_out_list_name~ phone_number. region~ registration_id self_managed_opt_outs_enabled~b status. tags{s tags_all.{s two_way_channel_arn~ two_way_channel_enabled~b two_way_channel_role~ wait_for_active~b timeouts#o76
pinpointsmsvoicev2_pool arn. deletion_protection_enabled~b id. iso_country_code message_type! opt_out_list_name~ origination_identities!(s region~ self_managed_opt_outs_enabled~b shared_routes_enabled~b tags{s tags_all.{s two_way_channel_arn two_way_channel_role two_way_enabled~b timeouts#o76
pinpointsmsvoicev2_resource_policy policy! region~ resource_arn!
pinpointsmsvoicev2_sender_id arn. deletion_protection_enabled~b iso_country_code! message_types~(s monthly_leasing_price. region~ registered.b registration_id. sender_id! tags{s tags_all.{s timeouts#o76
pipes_pipe arn. description desired_state enrichment id~ kms_key_identifier name~ name_prefix~ region~ role_arn! source! tags{s tags_all~{s target! enrichment_parameters#12871 log_configuration#12874 source_parameters#12887 target_parameters#12908 timeouts#o76
placement_group arn. id~ name! partition_count~n placement_group_id. region~ spread_level~ strategy! tags{s tags_all~{s
prometheus_alert_manager_definition definition! id~ region~ workspace_id!
prometheus_anomaly_detector alias! arn. created_at. evaluation_interval_in_seconds~n id. labels~{s region~ tags{s tags_all.{s workspace_id! configuration#l2911 missing_data_action#l2912 timeouts#o76
prometheus_query_logging_configuration region~ workspace_id! destination#l2914 timeouts#o76
prometheus_resource_policy policy_document! region~ revision_id~ workspace_id! timeouts#o76
prometheus_rule_group_namespace arn. data! id~ name! region~ tags{s tags_all~{s workspace_id!
prometheus_scraper alias arn. id. region~ role_arn. scrape_configuration! tags{s tags_all.{s destination#l2917 exporter#l2919 role_configuration#l2920 source#l2922 timeouts#o76
prometheus_scraper_logging_configuration region~ scraper_components~(s scraper_id! logging_destination#l2923 timeouts#o76
prometheus_workspace alias arn. id~ kms_key_arn prometheus_endpoint. region~ tags{s tags_all~{s logging_configuration#11809
prometheus_workspace_configuration out_of_order_time_window_in_seconds~n region~ retention_period_in_days~n rule_query_offset_in_seconds~n workspace_id! limits_per_label_set#l2925 timeouts#o77
proxy_protocol_policy id~ instance_ports!(s load_balancer! region~
qbusiness_application arn. description display_name! iam_service_role_arn! id. identity_center_application_arn. identity_center_instance_arn! region~ tags{s tags_all.{s attachments_configuration#l2926 encryption_configuration#l2927 timeouts#o76
qldb_ledger arn. deletion_protection:b id~ kms_key~ name~ permissions_mode! region~ tags{s tags_all~{s timeouts#o80
qldb_stream arn. exclusive_end_time id~ inclusive_start_time! ledger_name! region~ role_arn! stream_name! tags{s tags_all~{s kinesis_configuration!#12928 timeouts#o80
quicksight_account_settings aws_account_id~ default_namespace~ region~ termination_protection_enabled~b timeouts#o77
quicksight_account_subscription account_name! account_subscription_status. active_directory_name admin_group[s admin_pro_group[s authentication_method! author_group[s author_pro_group[s aws_account_id~ contact_number directory_id edition! email_address first_name iam_identity_center_instance_arn id~ last_name notification_email! reader_group[s reader_pro_group[s realm region~ timeouts#o2281
quicksight_analysis analysis_id! arn. aws_account_id~ created_time. id~ last_published_time. last_updated_time. name! recovery_window_in_days:n region~ status. tags{s tags_all~{s theme_arn definition:a parameters#12930 permissions#s2931 source_entity#12934 timeouts#o76
quicksight_custom_permissions arn. aws_account_id~ custom_permissions_name! region~ tags{s tags_all.{s capabilities#l2935
quicksight_dashboard arn. aws_account_id~ created_time. dashboard_id! id~ last_published_time. last_updated_time. name! region~ source_entity_arn. status. tags{s tags_all~{s theme_arn version_description! version_number.n dashboard_publish_options#12938 definition:a parameters#12930 permissions#s2931 source_entity#12934 timeouts#o76
quicksight_data_set arn. aws_account_id~ data_set_id! id~ import_mode! name! output_columns.@l2939 region~ tags{s tags_all~{s use_as column_groups#l2941 column_level_permission_rules#l2942 data_set_usage_configuration#12943 field_folders#s2944 logical_table_map#s2959 permissions#s2931 physical_table_map#s2964 refresh_properties#12968 row_level_permission_data_set#12969 row_level_permission_tag_configuration#12971
quicksight_data_source arn. aws_account_id~ data_source_id! id~ name! region~ tags{s tags_all~{s type! credentials#12972 parameters!#12986 permission#s2931 ssl_properties#12987 vpc_connection_properties#12988
quicksight_folder arn. aws_account_id~ created_time. folder_id! folder_path.[s folder_type id~ last_updated_time. name parent_folder_arn region~ tags{s tags_all~{s permissions#s2931 timeouts#o1699
quicksight_folder_membership aws_account_id~ folder_id! id. member_id! member_type! region~
quicksight_group arn. aws_account_id~ description group_name! id~ namespace region~
quicksight_group_membership arn. aws_account_id~ group_name! id~ member_name! namespace region~
quicksight_iam_policy_assignment assignment_id. assignment_name! assignment_status! aws_account_id~ id. namespace~ policy_arn region~ identities#l2989
quicksight_ingestion arn. aws_account_id~ data_set_id! id. ingestion_id! ingestion_status. ingestion_type! region~
quicksight_ip_restriction aws_account_id~ enabled!b ip_restriction_rule_map{s region~ vpc_endpoint_id_restriction_rule_map{s vpc_id_restriction_rule_map{s
quicksight_key_registration aws_account_id~ region~ key_registration#s2990
quicksight_namespace arn. aws_account_id~ capacity_region. creation_status. id. identity_store~ namespace! region~ tags{s tags_all.{s timeouts#o80
quicksight_refresh_schedule arn. aws_account_id~ data_set_id! id. region~ schedule_id! schedule#l2993
quicksight_role_custom_permission aws_account_id~ custom_permissions_name! namespace~ region~ role!
quicksight_role_membership aws_account_id~ member_name! namespace~ region~ role!
quicksight_template arn. aws_account_id~ created_time. id~ last_updated_time. name! region~ source_entity_arn. status. tags{s tags_all~{s template_id! version_description! version_number.n definition:a permissions#s2931 source_entity#12994 timeouts#o76
quicksight_template_alias alias_name! arn. aws_account_id~ id. region~ template_id! template_version_number!n
quicksight_theme arn. aws_account_id~ base_theme_id! created_time. id~ last_updated_time. name! region~ status. tags{s tags_all~{s theme_id! version_description version_number.n configuration#13003 permissions#s2931 timeouts#o76
quicksight_user arn. aws_account_id~ email! iam_arn id~ identity_type! namespace region~ session_name user_invitation_url. user_name~ user_role!
quicksight_user_custom_permission aws_account_id~ custom_permissions_name! namespace~ region~ user_name!
quicksight_vpc_connection arn. availability_status. aws_account_id~ dns_resolvers(s id. name! region~ role_arn! security_group_ids!(s subnet_ids!(s tags{s tags_all.{s vpc_connection_id! timeouts#o76
ram_permission arn. default_version.b name! policy_template! region~ resource_type! status. tags{s tags_all.{s version. timeouts#o135
ram_principal_association id~ principal! region~ resource_share_arn!
ram_resource_association id~ region~ resource_arn! resource_share_arn!
ram_resource_share allow_external_principals:b arn. id~ name! permission_arns~(s region~ tags{s tags_all~{s resource_share_configuration#13004 timeouts#o80
ram_resource_share_accepter id~ invitation_arn. receiver_account_id. region~ resources.[s sender_account_id. share_arn! share_id. share_name. status. timeouts#o80
ram_resource_share_associations_exclusive principals(s region~ resource_arns(s resource_share_arn! sources(s
ram_sharing_with_organization id~
rbin_rule arn. description~ id. lock_end_time. lock_state. region~ resource_type! status. tags{s tags_all~{s exclude_resource_tags#s3005 lock_configuration#13007 resource_tags#s3005 retention_period!#13008 timeouts#o76
rds_certificate certificate_identifier! id~ region~
rds_cluster allocated_storage~n allow_major_version_upgrade:b apply_immediately~b arn. auto_minor_version_upgrade~b availability_zones~(s backtrack_window:n backup_retention_period~n ca_certificate_identifier~ ca_certificate_valid_till. cluster_identifier~ cluster_identifier_prefix~ cluster_members~(s cluster_resource_id. cluster_scalability_type~ copy_tags_to_snapshot:b database_insights_mode~ database_name~ db_cluster_instance_class db_cluster_parameter_group_name~ db_instance_parameter_group_name db_subnet_group_name~ db_system_id~ delete_automated_backups:b deletion_protection:b domain domain_iam_role_name enable_global_write_forwarding:b enable_http_endpoint:b enable_local_write_forwarding:b enabled_cloudwatch_logs_exports(s endpoint. engine! engine_lifecycle_support~ engine_mode engine_version~ engine_version_actual. final_snapshot_identifier global_cluster_identifier hosted_zone_id. iam_database_authentication_enabled:b iam_roles~(s id~ iops:n kms_key_id~ manage_master_user_password:b master_password master_password_wo master_password_wo_version:n master_user_secret.@l1411 master_user_secret_kms_key_id~ master_username~ monitoring_interval~n monitoring_role_arn~ network_type~ performance_insights_enabled:b performance_insights_kms_key_id~ performance_insights_retention_period~n port~n preferred_backup_window~ preferred_maintenance_window~ reader_endpoint. region~ replication_source_identifier skip_final_snapshot:b snapshot_identifier source_region storage_encrypted~b storage_type~ tags{s tags_all~{s upgrade_rollout_order. vpc_security_group_ids~(s warning_event_categories(s restore_to_point_in_time#13009 s3_import#11413 scaling_configuration#13010 serverlessv2_scaling_configuration#13011 timeouts#o76
rds_cluster_activity_stream engine_native_audit_fields_included:b id~ kinesis_stream_name. kms_key_id! mode! region~ resource_arn!
rds_cluster_endpoint arn. cluster_endpoint_identifier! cluster_identifier! custom_endpoint_type! endpoint. excluded_members(s id~ region~ static_members(s tags{s tags_all~{s
rds_cluster_instance apply_immediately~b arn. auto_minor_version_upgrade:b availability_zone~ ca_cert_identifier~ cluster_identifier! copy_tags_to_snapshot:b custom_iam_instance_profile db_parameter_group_name~ db_subnet_group_name~ dbi_resource_id. endpoint. engine! engine_version~ engine_version_actual. force_destroy:b id~ identifier~ identifier_prefix~ instance_class! kms_key_id. monitoring_interval:n monitoring_role_arn~ network_type. performance_insights_enabled~b performance_insights_kms_key_id~ performance_insights_retention_period~n port.n preferred_backup_window~ preferred_maintenance_window~ promotion_tier:n publicly_accessible~b region~ storage_encrypted.b tags{s tags_all~{s warning_event_categories(s writer.b timeouts#o76
rds_cluster_parameter_group arn. description family! id~ name~ name_prefix~ region~ tags{s tags_all~{s parameter#s1415
rds_cluster_role_association db_cluster_identifier! feature_name id~ region~ role_arn! timeouts#o80
rds_cluster_snapshot_copy allocated_storage.n copy_tags:b db_cluster_snapshot_arn. destination_region engine. engine_version. id. kms_key_id license_model. presigned_url region~ shared_accounts(s snapshot_type. source_db_cluster_snapshot_identifier! storage_encrypted.b storage_type. tags{s tags_all.{s target_db_cluster_snapshot_identifier! vpc_id. timeouts#o89
rds_custom_db_engine_version arn. create_time. database_installation_files_s3_bucket_name database_installation_files_s3_prefix db_parameter_group_family. description engine! engine_version! filename id~ image_id. kms_key_id~ major_engine_version. manifest manifest_computed. manifest_hash region~ source_image_id status~ tags{s tags_all~{s timeouts#o76
rds_export_task export_only[s export_task_identifier! failure_cause. iam_role_arn! id. kms_key_id! percent_progress.n region~ s3_bucket_name! s3_prefix~ snapshot_time. source_arn! source_type. status. task_end_time. task_start_time. warning_message. timeouts#o80
rds_global_cluster arn. database_name~ deletion_protection:b endpoint. engine~ engine_lifecycle_support~ engine_version~ engine_version_actual. force_destroy:b global_cluster_identifier! global_cluster_members.@s1477 global_cluster_resource_id. id~ region~ source_db_cluster_identifier~ storage_encrypted~b tags{s tags_all~{s timeouts#o76
rds_instance_state identifier! region~ state! timeouts#o77
rds_integration additional_encryption_context{s arn. data_filter~ id. integration_identifier. integration_name! kms_key_id~ region~ source_arn! tags{s tags_all.{s target_arn! timeouts#o76
rds_reserved_instance arn. currency_code. db_instance_class. duration.n fixed_price.n id~ instance_count:n lease_id. multi_az.b offering_id! offering_type. product_description. recurring_charges.@l1693 region~ reservation_id start_time. state. tags{s tags_all~{s usage_price.n timeouts#o76
rds_shard_group arn. compute_redundancy~n db_cluster_identifier! db_shard_group_identifier! db_shard_group_resource_id. endpoint. max_acu!n min_acu~n publicly_accessible~b region~ tags{s tags_all.{s timeouts#o76
redshift_authentication_profile authentication_profile_content! authentication_profile_name! id~ region~
redshift_cluster allow_version_upgrade:b apply_immediately:b aqua_configuration_status~ arn. automated_snapshot_retention_period:n availability_zone~ availability_zone_relocation_enabled:b cluster_identifier! cluster_namespace_arn. cluster_nodes.@l3012 cluster_parameter_group_name~ cluster_public_key. cluster_revision_number. cluster_subnet_group_name~ cluster_type~ cluster_version database_name~ default_iam_role_arn~ dns_name. elastic_ip encrypted endpoint. enhanced_vpc_routing~b final_snapshot_identifier iam_roles~(s id~ kms_key_id~ maintenance_track_name manage_master_password:b manual_snapshot_retention_period:n master_password master_password_secret_arn. master_password_secret_kms_key_id~ master_password_wo master_password_wo_version:n master_username multi_az:b node_type! number_of_nodes:n owner_account port:n preferred_maintenance_window~ publicly_accessible:b region~ skip_final_snapshot:b snapshot_arn snapshot_cluster_identifier snapshot_identifier tags{s tags_all~{s vpc_security_group_ids~(s timeouts#o76
redshift_cluster_iam_roles cluster_identifier! default_iam_role_arn~ iam_role_arns~(s id~ region~ timeouts#o76
redshift_cluster_snapshot arn. cluster_identifier! id~ kms_key_id. manual_snapshot_retention_period:n owner_account. region~ snapshot_identifier! tags{s tags_all~{s
redshift_data_share_authorization allow_writes:b consumer_identifier! data_share_arn! id. managed_by. producer_arn. region~
redshift_data_share_consumer_association allow_writes:b associate_entire_account:b consumer_arn consumer_region data_share_arn! id. managed_by. producer_arn. region~
redshift_endpoint_access address. cluster_identifier! endpoint_name! id~ port.n region~ resource_owner~ subnet_group_name! vpc_endpoint.@l3014 vpc_security_group_ids~(s
redshift_endpoint_authorization account! allowed_all_vpcs.b cluster_identifier! endpoint_count.n force_delete:b grantee. grantor. id~ region~ vpc_ids(s
redshift_event_subscription arn. customer_aws_id. enabled:b event_categories(s id~ name! region~ severity sns_topic_arn! source_ids(s source_type status. tags{s tags_all~{s timeouts#o76
redshift_hsm_client_certificate arn. hsm_client_certificate_identifier! hsm_client_certificate_public_key. id~ region~ tags{s tags_all~{s
redshift_hsm_configuration arn. description! hsm_configuration_identifier! hsm_ip_address! hsm_partition_name! hsm_partition_password! hsm_server_public_certificate! id~ region~ tags{s tags_all~{s
redshift_idc_application application_type~ iam_role_arn! idc_display_name! idc_instance_arn! idc_managed_application_arn. identity_namespace~ redshift_idc_application_arn. redshift_idc_application_name! region~ tags{s tags_all.{s authorized_token_issuer#l3015 service_integration#l3020
redshift_integration additional_encryption_context{s arn. description integration_name! kms_key_id~ region~ source_arn! tags{s tags_all.{s target_arn! timeouts#o76
redshift_logging bucket_name cluster_identifier! id. log_destination_type log_exports(s region~ s3_key_prefix
redshift_namespace_registration consumer_identifier! namespace_type! provisioned_cluster_identifier region~ serverless_namespace_identifier serverless_workgroup_identifier
redshift_parameter_group arn. description family! id~ name! region~ tags{s tags_all~{s parameter#s42
redshift_partner account_id! cluster_identifier! database_name! id~ partner_name! region~ status. status_message.
redshift_resource_policy id~ policy! region~ resource_arn!
redshift_scheduled_action description enable:b end_time iam_role! id~ name! region~ schedule! start_time target_action!#13023
redshift_snapshot_copy cluster_identifier! destination_region! id. manual_snapshot_retention_period~n region~ retention_period~n snapshot_copy_grant_name
redshift_snapshot_copy_grant arn. id~ kms_key_id~ region~ snapshot_copy_grant_name! tags{s tags_all~{s
redshift_snapshot_schedule arn. definitions!(s description force_destroy:b id~ identifier~ identifier_prefix~ region~ tags{s tags_all~{s
redshift_snapshot_schedule_association cluster_identifier! id~ region~ schedule_identifier!
redshift_subnet_group arn. description id~ name! region~ subnet_ids!(s tags{s tags_all~{s
redshift_usage_limit amount!n arn. breach_action cluster_identifier! feature_type! id~ limit_type! period region~ tags{s tags_all~{s
redshiftdata_statement cluster_identifier database! db_user id~ region~ secret_arn sql! statement_name with_event:b workgroup_name parameters#l42 timeouts#o89
redshiftserverless_custom_domain_association custom_domain_certificate_arn! custom_domain_certificate_expiry_time. custom_domain_name! id. region~ workgroup_name!
redshiftserverless_endpoint_access address. arn. endpoint_name! id~ owner_account port.n region~ subnet_ids!(s vpc_endpoint.@l3014 vpc_security_group_ids~(s workgroup_name!
redshiftserverless_namespace admin_password_secret_arn. admin_password_secret_kms_key_id~ admin_user_password admin_user_password_wo admin_user_password_wo_version:n admin_username~ arn. db_name~ default_iam_role_arn iam_roles~(s id~ kms_key_id~ log_exports(s manage_admin_password:b namespace_id. namespace_name! region~ tags{s tags_all~{s
redshiftserverless_resource_policy id~ policy! region~ resource_arn!
redshiftserverless_snapshot accounts_with_provisioned_restore_access.(s accounts_with_restore_access.(s admin_username. arn. id~ kms_key_id. namespace_arn. namespace_name! owner_account. region~ retention_period:n snapshot_name!
redshiftserverless_usage_limit amount!n arn. breach_action id~ period region~ resource_arn! usage_type!
redshiftserverless_workgroup arn. base_capacity~n endpoint.@l3024 enhanced_vpc_routing:b id~ max_capacity:n namespace_name! port~n publicly_accessible:b region~ security_group_ids~(s subnet_ids~(s tags{s tags_all~{s track_name~ workgroup_id. workgroup_name! config_parameter#s3025 price_performance_target#13026 timeouts#o76
rekognition_collection arn. collection_id! face_model_version. id. region~ tags{s tags_all.{s timeouts#o89
rekognition_project arn. auto_update~ feature~ id. name! region~ tags{s tags_all.{s timeouts#o80
rekognition_stream_processor arn. kms_key_id name! region~ role_arn! stream_processor_arn. tags{s tags_all.{s data_sharing_preference#l3027 input#l3028 notification_channel#l3029 output#l3031 regions_of_interest#l3034 settings#l3037 timeouts#o76
resiliencehub_resiliency_policy arn. data_location_constraint~ description estimated_cost_tier. name! region~ tags{s tags_all.{s tier! policy#l3040 timeouts#o76
resiliencehubv2_assertion assertion_id. region~ service_arn! text!
resiliencehubv2_input_source input_source_id. region~ service_arn! resource_configuration#l3042
resiliencehubv2_policy arn. description kms_key_id name! region~ tags{s tags_all.{s availability_slo#l3043 data_recovery#l3044 multi_az#l3045 multi_region#l3045
resiliencehubv2_service arn. dependency_discovery~ description kms_key_id name! policy_arn region~ regions!(s tags{s tags_all.{s associated_system#s3046 permission_model#l3048
resiliencehubv2_service_function criticality! description name! region~ service_arn! service_function_id.
resiliencehubv2_system arn. description kms_key_id name! organization_id. ou_id. region~ sharing_enabled~b system_id. tags{s tags_all.{s
resiliencehubv2_user_journey description name! policy_arn region~ system_arn! user_journey_id.
resourceexplorer2_index arn. id. region~ tags{s tags_all.{s type! timeouts#o76
resourceexplorer2_view arn. default_view~b id. name! region~ scope~ tags{s tags_all.{s filters#l3049 included_property#l16
resourcegroups_group arn. description id~ name! region~ tags{s tags_all~{s configuration#s3050 resource_query#13051 timeouts#o77
resourcegroups_resource group_arn! id~ region~ resource_arn! resource_type. timeouts#o80
rolesanywhere_profile accept_role_session_name:b arn. duration_seconds~n enabled:b id~ managed_policy_arns(s name! require_instance_properties:b role_arns(s session_policy tags{s tags_all~{s
rolesanywhere_trust_anchor arn. enabled~b id~ name! tags{s tags_all~{s notification_settings#s3052 source!#13054
route carrier_gateway_id core_network_arn destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id egress_only_gateway_id gateway_id id~ instance_id. instance_owner_id. local_gateway_id nat_gateway_id network_interface_id~ odb_network_arn origin. region~ route_table_id! state. transit_gateway_id vpc_endpoint_id vpc_peering_connection_id timeouts#o76
route_table arn. id~ owner_id. propagating_vgws~(s region~ route~@s3055 tags{s tags_all~{s vpc_id! timeouts#o76
route_table_association gateway_id id~ region~ route_table_id! subnet_id timeouts#o76
route53_cidr_collection arn. id. name! version.n
route53_cidr_location cidr_blocks!(s cidr_collection_id! id. name!
route53_delegation_set arn. id~ name_servers.[s reference_name
route53_health_check arn. child_health_threshold:n child_healthchecks(s cloudwatch_alarm_name cloudwatch_alarm_region disabled:b enable_sni~b failure_threshold~n fqdn id~ insufficient_data_health_status invert_healthcheck:b ip_address measure_latency:b port:n reference_name regions~(s request_interval:n resource_path routing_control_arn search_string tags{s tags_all~{s triggers~{s type!
route53_hosted_zone_dnssec hosted_zone_id! id~ signing_status timeouts#o76
route53_key_signing_key digest_algorithm_mnemonic. digest_algorithm_type.n digest_value. dnskey_record. ds_record. flag.n hosted_zone_id! id~ key_management_service_arn! key_tag.n name! public_key. signing_algorithm_mnemonic. signing_algorithm_type.n status timeouts#o76
route53_query_log arn. cloudwatch_log_group_arn! id~ zone_id!
route53_record allow_overwrite~b fqdn. health_check_id id~ multivalue_answer_routing_policy:b name! records(s set_identifier ttl:n type! zone_id! alias#13056 cidr_routing_policy#13057 failover_routing_policy#1115 geolocation_routing_policy#13058 geoproximity_routing_policy#13060 latency_routing_policy#12785 timeouts#o76 weighted_routing_policy#13061
route53_records_exclusive zone_id! resource_record_set#s3065 timeouts#o77
route53_resolver_config autodefined_reverse_flag! id~ owner_id. region~ resource_id!
route53_resolver_dnssec_config arn. id~ owner_id. region~ resource_id! validation_status.
route53_resolver_endpoint arn. direction! host_vpc_id. id~ name protocols~(s region~ resolver_endpoint_type~ rni_enhanced_metrics_enabled~b security_group_ids!(s tags{s tags_all~{s target_name_server_metrics_enabled~b ip_address!#s3066 timeouts#o76
route53_resolver_firewall_config firewall_fail_open~ id~ owner_id. region~ resource_id!
route53_resolver_firewall_domain_list arn. domains(s id~ name! region~ tags{s tags_all~{s
route53_resolver_firewall_rule action! block_override_dns_type block_override_domain block_override_ttl:n block_response confidence_threshold dns_threat_protection firewall_domain_list_id firewall_domain_redirection_action firewall_rule_group_id! firewall_threat_protection_id. id~ name! priority!n q_type region~
route53_resolver_firewall_rule_group arn. id~ name! owner_id. region~ share_status. tags{s tags_all~{s
route53_resolver_firewall_rule_group_association arn. firewall_rule_group_id! id~ mutation_protection~ name! priority!n region~ tags{s tags_all~{s vpc_id!
route53_resolver_query_log_config arn. destination_arn! id~ name! owner_id. region~ share_status. tags{s tags_all~{s
route53_resolver_query_log_config_association id~ region~ resolver_query_log_config_id! resource_id!
route53_resolver_rule arn. domain_name! id~ name owner_id. region~ resolver_endpoint_id rule_type! share_status. tags{s tags_all~{s target_ip#s3067 timeouts#o76
route53_resolver_rule_association id~ name region~ resolver_rule_id! vpc_id! timeouts#o80
route53_traffic_policy arn. comment document! id~ name! type. version.n
route53_traffic_policy_instance arn. hosted_zone_id! id~ name! traffic_policy_id! traffic_policy_version!n ttl!n
route53_vpc_association_authorization id~ vpc_id! vpc_region~ zone_id! timeouts#o2281
route53_zone arn. comment delegation_set_id enable_accelerated_recovery~b force_destroy:b id~ name! name_servers.[s primary_name_server. tags{s tags_all~{s zone_id. timeouts#o76 vpc#s3068
route53_zone_association id~ owning_account. vpc_id! vpc_region~ zone_id! timeouts#o80
route53domains_delegation_signer_record dnssec_key_id. domain_name! id. signing_attributes#l3069 timeouts#o80
route53domains_domain abuse_contact_email. abuse_contact_phone. admin_privacy~b auto_renew~b billing_contact~@l3071 billing_privacy~b creation_date. domain_name! duration_in_years~n expiration_date. hosted_zone_id. name_server~@l3072 registrant_privacy~b registrar_name. registrar_url. status_list.[s tags{s tags_all.{s tech_privacy~b transfer_lock~b updated_date. whois_server. admin_contact#l3073 registrant_contact#l3073 tech_contact#l3073 timeouts#o76
route53domains_registered_domain abuse_contact_email. abuse_contact_phone. admin_privacy:b auto_renew:b billing_privacy:b creation_date. domain_name! expiration_date. id~ registrant_privacy:b registrar_name. registrar_url. reseller. status_list.[s tags{s tags_all~{s tech_privacy:b transfer_lock:b updated_date. whois_server. admin_contact#13074 billing_contact#13074 name_server#l3075 registrant_contact#13074 tech_contact#13074 timeouts#o77
route53profiles_association arn. id. name! owner_id. profile_id! region~ resource_id! status. status_message. tags{s tags_all.{s timeouts#o76
route53profiles_profile arn. id. name! owner_id. region~ share_status. status. status_message. tags{s tags_all.{s timeouts#o2281
route53profiles_resource_association id. name! owner_id. profile_id! region~ resource_arn! resource_properties~ resource_type. status. status_message. timeouts#o2281
route53recoverycontrolconfig_cluster arn. cluster_endpoints.@l3076 id~ name! network_type~ status. tags{s tags_all~{s
route53recoverycontrolconfig_control_panel arn. cluster_arn! default_control_panel.b id~ name! routing_control_count.n status. tags{s tags_all~{s
route53recoverycontrolconfig_routing_control arn. cluster_arn! control_panel_arn~ id~ name! status.
route53recoverycontrolconfig_safety_rule arn. asserted_controls[s control_panel_arn! gating_controls[s id~ name! status. tags{s tags_all~{s target_controls[s wait_period_ms!n rule_config!#13077
route53recoveryreadiness_cell arn. cell_name! cells[s id~ parent_readiness_scopes.[s tags{s tags_all~{s timeouts#o135
route53recoveryreadiness_readiness_check arn. id~ readiness_check_name! resource_set_name! tags{s tags_all~{s timeouts#o135
route53recoveryreadiness_recovery_group arn. cells[s id~ recovery_group_name! tags{s tags_all~{s timeouts#o135
route53recoveryreadiness_resource_set arn. id~ resource_set_name! resource_set_type! tags{s tags_all~{s resources!#l3081 timeouts#o135
rum_app_monitor app_monitor_id. arn. cw_log_enabled:b cw_log_group. domain domain_list[s id~ name! region~ tags{s tags_all~{s app_monitor_configuration#13082 custom_events#13083
rum_metrics_destination app_monitor_name! destination! destination_arn iam_role_arn id~ region~
s3_access_point account_id~ alias. arn. bucket! bucket_account_id~ domain_name. endpoints.{s has_public_access_policy.b id~ name! network_origin. policy~ region~ tags{s tags_all~{s public_access_block_configuration#13084 vpc_configuration#13085
s3_account_public_access_block account_id~ block_public_acls:b block_public_policy:b id~ ignore_public_acls:b restrict_public_buckets:b
s3_bucket acceleration_status~ acl~ arn. bucket~ bucket_domain_name. bucket_namespace~ bucket_prefix~ bucket_region. bucket_regional_domain_name. force_destroy:b hosted_zone_id. id~ object_lock_enabled~b policy~ region~ request_payer~ tags{s tags_all~{s website_domain. website_endpoint. cors_rule#l3086 grant#s3087 lifecycle_rule#l3092 logging#13093 object_lock_configuration#13096 replication_configuration#13103 server_side_encryption_configuration#13106 timeouts#o1699 versioning#13107 website#13108
s3_bucket_abac bucket! expected_bucket_owner region~ abac_status#l1423
s3_bucket_accelerate_configuration bucket! expected_bucket_owner id~ region~ status!
s3_bucket_acl acl bucket! expected_bucket_owner id~ region~ access_control_policy#13112
s3_bucket_analytics_configuration bucket! id~ name! region~ filter#13100 storage_class_analysis#13116
s3_bucket_cors_configuration bucket! expected_bucket_owner id~ region~ cors_rule!#s3117
s3_bucket_intelligent_tiering_configuration bucket! id~ name! region~ status filter#13100 tiering!#s3118
s3_bucket_inventory bucket! enabled:b id~ included_object_versions! name! optional_fields(s region~ destination!#13122 filter#13123 schedule!#1535
s3_bucket_lifecycle_configuration bucket! expected_bucket_owner~ id. region~ transition_default_minimum_object_size~ rule#l3131 timeouts#o77
s3_bucket_logging bucket! expected_bucket_owner id~ region~ target_bucket! target_prefix! target_grant#s3132 target_object_key_format#13134
s3_bucket_metadata_configuration bucket! expected_bucket_owner region~ metadata_configuration#l3139 timeouts#o89
s3_bucket_metric bucket! id~ name! region~ filter#13140
s3_bucket_notification bucket! eventbridge:b id~ region~ lambda_function#l3141 queue#l3142 topic#l3143
s3_bucket_object acl arn. bucket! bucket_key_enabled~b cache_control content content_base64 content_disposition content_encoding content_language content_type~ etag~ force_destroy:b id~ key! kms_key_id~ metadata{s object_lock_legal_hold_status object_lock_mode object_lock_retain_until_date region~ server_side_encryption~ source source_hash storage_class~ tags{s tags_all~{s version_id. website_redirect
s3_bucket_object_lock_configuration bucket! expected_bucket_owner id~ object_lock_enabled region~ token rule#13145
s3_bucket_ownership_controls bucket! id~ region~ rule!#13146
s3_bucket_policy bucket! id~ policy! region~
s3_bucket_public_access_block block_public_acls:b block_public_policy:b bucket! id~ ignore_public_acls:b region~ restrict_public_buckets:b skip_destroy:b
s3_bucket_replication_configuration bucket! id~ region~ role! token rule!#l3154
s3_bucket_request_payment_configuration bucket! expected_bucket_owner id~ payer! region~
s3_bucket_server_side_encryption_configuration bucket! expected_bucket_owner id~ region~ rule!#s3156
s3_bucket_versioning bucket! expected_bucket_owner id~ mfa region~ versioning_configuration!#13157
s3_bucket_website_configuration bucket! expected_bucket_owner id~ region~ routing_rules~ website_domain. website_endpoint. error_document#13158 index_document#13159 redirect_all_requests_to#13160 routing_rule#l3163
s3_directory_bucket arn. bucket! data_redundancy~ force_destroy~b id. region~ tags{s tags_all.{s type~ location#l3164
s3_object acl~ arn. bucket! bucket_key_enabled~b cache_control checksum_algorithm checksum_crc32. checksum_crc32c. checksum_crc64nvme. checksum_sha1. checksum_sha256. content content_base64 content_disposition content_encoding content_language content_type~ etag~ force_destroy:b id~ key! kms_key_id~ metadata{s object_lock_legal_hold_status object_lock_mode object_lock_retain_until_date region~ server_side_encryption~ source source_hash storage_class~ tags{s tags_all~{s version_id. website_redirect override_provider#13166
s3_object_copy acl~ arn. bucket! bucket_key_enabled~b cache_control~ checksum_algorithm checksum_crc32. checksum_crc32c. checksum_crc64nvme. checksum_sha1. checksum_sha256. content_disposition~ content_encoding~ content_language~ content_type~ copy_if_match copy_if_modified_since copy_if_none_match copy_if_unmodified_since customer_algorithm~ customer_key customer_key_md5~ etag. expected_bucket_owner expected_source_bucket_owner expiration. expires force_destroy:b id~ key! kms_encryption_context~ kms_key_id~ last_modified. metadata~{s metadata_directive object_lock_legal_hold_status~ object_lock_mode~ object_lock_retain_until_date~ region~ request_charged.b request_payer server_side_encryption~ source! source_customer_algorithm source_customer_key source_customer_key_md5 source_version_id. storage_class~ tagging_directive tags{s tags_all~{s version_id. website_redirect~ grant#s3167 override_provider#13166
s3control_access_grant access_grant_arn. access_grant_id. access_grants_location_id! account_id~ grant_scope. id. permission! region~ s3_prefix_type tags{s tags_all.{s access_grants_location_configuration#l3168 grantee#l3169
s3control_access_grants_instance access_grants_instance_arn. access_grants_instance_id. account_id~ id. identity_center_application_arn. identity_center_arn region~ tags{s tags_all.{s
s3control_access_grants_instance_resource_policy account_id~ id. policy! region~
s3control_access_grants_location access_grants_location_arn. access_grants_location_id. account_id~ iam_role_arn! id. location_scope! region~ tags{s tags_all.{s
s3control_access_point_policy access_point_arn! has_public_access_policy.b id~ policy! region~
s3control_bucket arn. bucket! creation_date. id~ outpost_id! public_access_block_enabled.b region~ tags{s tags_all~{s
s3control_bucket_lifecycle_configuration bucket! id~ region~ rule!#s3171
s3control_bucket_policy bucket! id~ policy! region~
s3control_directory_bucket_access_point_scope account_id! name! region~ scope#l3172
s3control_multi_region_access_point account_id~ alias. arn. domain_name. id~ name. region~ status. details!#13174 timeouts#o80
s3control_multi_region_access_point_policy account_id~ established. id~ proposed. region~ details!#13175 timeouts#o77
s3control_multi_region_access_point_routes account_id~ mrap! region~ route#s3176
s3control_object_lambda_access_point account_id~ alias. arn. id~ name! region~ configuration!#13180
s3control_object_lambda_access_point_policy account_id~ has_public_access_policy.b id~ name! policy! region~
s3control_storage_lens_configuration account_id~ arn. config_id! id~ region~ tags{s tags_all~{s storage_lens_configuration!#13192
s3files_access_point arn. file_system_id! id. name. owner_id. region~ status. tags{s tags_all.{s posix_user#l1632 root_directory#l3193 timeouts#o80
s3files_file_system accept_bucket_warning:b arn. bucket! creation_time. id. kms_key_id~ name. owner_id. prefix region~ role_arn! status. status_message. tags{s tags_all.{s timeouts#o80
s3files_file_system_policy file_system_id! policy! region~
s3files_mount_target availability_zone_id. file_system_id! id. ip_address_type ipv4_address~ ipv6_address~ network_interface_id. owner_id. region~ security_groups~(s status. status_message. subnet_id! vpc_id. timeouts#o76
s3files_synchronization_configuration file_system_id! latest_version_number~n region~ expiration_data_rule#s3194 import_data_rule#s3195
s3outposts_endpoint access_type~ arn. cidr_block. creation_time. customer_owned_ipv4_pool id~ network_interfaces.@s3196 outpost_id! region~ security_group_id! subnet_id!
s3tables_namespace created_at. created_by. namespace! owner_account_id. region~ table_bucket_arn!
s3tables_table arn. created_at. created_by. encryption_configuration~#o3197 format! maintenance_configuration~#o3202 metadata_location. modified_at. modified_by. name! namespace! owner_account_id. region~ table_bucket_arn! tags{s tags_all.{s type. version_token. warehouse_location. metadata#l3206
s3tables_table_bucket arn. created_at. encryption_configuration~#o3197 force_destroy~b maintenance_configuration~#o3209 name! owner_account_id. region~ tags{s tags_all.{s
s3tables_table_bucket_policy region~ resource_policy! table_bucket_arn!
s3tables_table_bucket_replication region~ role! table_bucket_arn! version_token. rule#l3211
s3tables_table_policy name! namespace! region~ resource_policy! table_bucket_arn!
s3tables_table_replication region~ role! table_arn! version_token. rule#l3211
s3vectors_index creation_time. data_type! dimension!n distance_metric! encryption_configuration~@l3212 index_arn. index_name! region~ tags{s tags_all.{s vector_bucket_name! metadata_configuration#l3213
s3vectors_vector_bucket creation_time. encryption_configuration~@l3212 force_destroy~b region~ tags{s tags_all.{s vector_bucket_arn. vector_bucket_name!
s3vectors_vector_bucket_policy policy! region~ vector_bucket_arn!
sagemaker_algorithm algorithm_description algorithm_name! algorithm_status. arn. certify_for_marketplace~b creation_time. product_id. region~ tags{s tags_all.{s inference_specification#l3222 timeouts#o80 training_specification#l3230 validation_specification#l3250
sagemaker_app app_name! app_type! arn. domain_id! id~ region~ space_name tags{s tags_all~{s user_profile_name resource_spec#13251
sagemaker_app_image_config app_image_config_name! arn. id~ region~ tags{s tags_all~{s code_editor_app_image_config#13254 jupyter_lab_image_config#13254 kernel_gateway_image_config#13256
sagemaker_code_repository arn. code_repository_name! id~ region~ tags{s tags_all~{s git_config!#13257
sagemaker_data_quality_job_definition arn. id~ name~ region~ role_arn! tags{s tags_all~{s data_quality_app_specification!#13258 data_quality_baseline_config#13260 data_quality_job_input!#13266 data_quality_job_output_config!#13269 job_resources!#13271 network_config#13272 stopping_condition#13273
sagemaker_device agent_version. arn. device_fleet_name! id~ region~ device!#13274
sagemaker_device_fleet arn. description device_fleet_name! enable_iot_role_alias:b id~ iot_role_alias. region~ role_arn! tags{s tags_all~{s output_config!#13275
sagemaker_domain app_network_access_type app_security_group_management arn. auth_mode! domain_name! home_efs_file_system_id. id~ kms_key_id region~ security_group_id_for_domain_boundary. single_sign_on_application_arn. single_sign_on_managed_application_instance_id. subnet_ids!(s tag_propagation tags{s tags_all~{s url. vpc_id! default_space_settings#13290 default_user_settings!#13304 domain_settings#13307 retention_policy#13308
sagemaker_endpoint arn. endpoint_config_name! id~ name~ region~ tags{s tags_all~{s deployment_config#13315
sagemaker_endpoint_configuration arn. execution_role_arn id~ kms_key_arn name~ name_prefix~ region~ tags{s tags_all~{s async_inference_config#13319 data_capture_config#13322 production_variants!#l3328 shadow_production_variants#l3330
sagemaker_feature_group arn. description event_time_feature_name! feature_group_name! id~ record_identifier_feature_name! region~ role_arn! tags{s tags_all~{s feature_definition!#l3333 offline_store_config#13336 online_store_config#13337 throughput_config#13338
sagemaker_flow_definition arn. flow_definition_name! id~ region~ role_arn! tags{s tags_all~{s human_loop_activation_config#13340 human_loop_config!#13343 human_loop_request_source#13344 output_config!#13345
sagemaker_hub arn. hub_description! hub_display_name hub_name! hub_search_keywords(s id~ region~ tags{s tags_all~{s s3_storage_config#13346
sagemaker_hub_content_reference hub_arn. hub_content_arn. hub_content_name! hub_content_status. hub_content_version. hub_name! min_version region~ sagemaker_public_hub_content_arn! tags{s tags_all.{s timeouts#o76
sagemaker_human_task_ui arn. human_task_ui_name! id~ region~ tags{s tags_all~{s ui_template!#13347
sagemaker_hyper_parameter_tuning_job arn. failure_reason. name! region~ status. tags{s tags_all.{s autotune#l2276 config#l3357 timeouts#o80 training_job_definition#l3371 training_job_definitions#l3371 warm_start_config#l3372
sagemaker_image arn. description display_name id~ image_name! region~ role_arn! tags{s tags_all~{s
sagemaker_image_version aliases(s arn. base_image! container_image. horovod:b id~ image_arn. image_name! job_type ml_framework processor programming_lang region~ release_notes vendor_guidance version.n
sagemaker_labeling_job failure_reason. job_reference_code. label_attribute_name! label_category_config_s3_uri label_counters.@l3373 labeling_job_arn. labeling_job_name! labeling_job_status. region~ role_arn! stopping_conditions~@l3374 tags{s tags_all.{s human_task_config#l3378 input_config#l3383 labeling_job_algorithms_config#l3385 output_config#l3386
sagemaker_mlflow_app account_default_status arn. artifact_store_uri! default_domain_id_list(s model_registration_mode~ name! region~ role_arn! tags{s tags_all.{s weekly_maintenance_window_start~ timeouts#o76
sagemaker_mlflow_tracking_server arn. artifact_store_uri! automatic_model_registration:b id~ mlflow_version~ region~ role_arn! tags{s tags_all~{s tracking_server_name! tracking_server_size tracking_server_url. weekly_maintenance_window_start~
sagemaker_model arn. enable_network_isolation:b execution_role_arn! id~ name~ region~ tags{s tags_all~{s container#l3393 inference_execution_config#12276 primary_container#13393 vpc_config#11293
sagemaker_model_card content! model_card_arn. model_card_name! model_card_status! region~ tags{s tags_all.{s security_config#l2927 timeouts#o135
sagemaker_model_card_export_job export_artifacts.@l3394 model_card_export_job_arn. model_card_export_job_name! model_card_name! model_card_version~n region~ output_config#l3395 timeouts#o89
sagemaker_model_package_group arn. id~ model_package_group_description model_package_group_name! region~ tags{s tags_all~{s
sagemaker_model_package_group_policy id~ model_package_group_name! region~ resource_policy!
sagemaker_monitoring_schedule arn. id~ name~ region~ tags{s tags_all~{s monitoring_schedule_config!#13406
sagemaker_notebook_instance additional_code_repositories(s arn. default_code_repository direct_internet_access id~ instance_type! kms_key_id lifecycle_config_name name! network_interface_id. platform_identifier~ region~ role_arn! root_access security_groups~(s subnet_id tags{s tags_all~{s url. volume_size:n instance_metadata_service_configuration#13407
sagemaker_notebook_instance_lifecycle_configuration arn. id~ name on_create on_start region~ tags{s tags_all~{s
sagemaker_pipeline arn. id~ pipeline_definition pipeline_description pipeline_display_name! pipeline_name! region~ role_arn tags{s tags_all~{s parallelism_configuration#13408 pipeline_definition_s3_location#13409
sagemaker_project arn. id~ project_description project_id. project_name! region~ tags{s tags_all~{s service_catalog_provisioning_details!#13411
sagemaker_servicecatalog_portfolio_status id~ region~ status!
sagemaker_space arn. domain_id! home_efs_file_system_uid. id~ region~ space_display_name space_name! tags{s tags_all~{s url. ownership_settings#13412 space_settings#13423 space_sharing_settings#13424
sagemaker_studio_lifecycle_config arn. id~ region~ studio_lifecycle_config_app_type! studio_lifecycle_config_content! studio_lifecycle_config_name! tags{s tags_all~{s
sagemaker_training_job arn. delete_model_packages_on_destroy:b delete_vpc_enis_on_destroy:b enable_inter_container_traffic_encryption~b enable_managed_spot_training~b enable_network_isolation~b environment{s hyper_parameters{s region~ role_arn! tags{s tags_all.{s training_job_name! algorithm_specification#l3427 checkpoint_config#l3360 debug_hook_config#l3429 debug_rule_configurations#l3430 experiment_config#l3431 infra_check_config#l3432 input_data_config#l3436 mlflow_config#l3437 model_package_config#l3438 output_data_config#l3439 profiler_config#l3440 profiler_rule_configurations#l3430 remote_debug_config#l3441 resource_config#l3445 retry_strategy#l3446 serverless_job_config#l3447 session_chaining_config#l3448 stopping_condition#l3449 tensor_board_output_config#l3450 timeouts#o76 vpc_config#l3451
sagemaker_user_profile arn. domain_id! home_efs_file_system_uid. id~ region~ single_sign_on_user_identifier single_sign_on_user_value tags{s tags_all~{s user_profile_name! user_settings#13454
sagemaker_workforce arn. id~ region~ subdomain. workforce_name! cognito_config#13455 oidc_config#13456 source_ip_config#13457 workforce_vpc_config#13458
sagemaker_workteam arn. description! id~ region~ subdomain. tags{s tags_all~{s workforce_name workteam_name! member_definition!#l3461 notification_configuration#13462 worker_access_configuration#13465
savingsplans_savings_plan commitment! currency. description. ec2_instance_family. end. offering_id. payment_option. product_types.[s purchase_time~ recurring_payment_amount. region. returnable_until. savings_plan_arn. savings_plan_id. savings_plan_offering_id! savings_plan_type. start. state. tags{s tags_all.{s term_duration_in_seconds.n upfront_payment_amount~ timeouts#o80
scheduler_schedule action_after_completion~ arn. description end_date group_name~ id~ kms_key_arn name~ name_prefix~ region~ schedule_expression! schedule_expression_timezone start_date state flexible_time_window!#13466 target!#13470
scheduler_schedule_group arn. creation_date. id~ last_modification_date. name~ name_prefix~ region~ state. tags{s tags_all~{s timeouts#o80
schemas_discoverer arn. description id~ region~ source_arn! tags{s tags_all~{s
schemas_registry arn. description id~ name! region~ tags{s tags_all~{s
schemas_registry_policy id~ policy! region~ registry_name!
schemas_schema arn. content! description id~ last_modified. name! region~ registry_name! tags{s tags_all~{s type! version. version_created_date.
secretsmanager_secret arn. description force_overwrite_replica_secret:b id~ kms_key_id name~ name_prefix~ policy~ recovery_window_in_days:n region~ tags{s tags_all~{s type replica#s3471
secretsmanager_secret_policy block_public_policy:b id~ policy! region~ secret_arn!
secretsmanager_secret_rotation external_secret_rotation_role_arn id~ region~ rotate_immediately:b rotation_enabled~b rotation_lambda_arn secret_id! external_secret_rotation_metadata#l308 rotation_rules#13472
secretsmanager_secret_version arn. has_secret_string_wo.b id~ region~ secret_arn. secret_binary secret_id! secret_string secret_string_wo secret_string_wo_version:n version_id. version_stages~(s
secretsmanager_tag id~ key! region~ secret_id! value!
security_group arn. description egress~@s1420 id~ ingress~@s1420 name~ name_prefix~ owner_id. region~ revoke_rules_on_delete:b tags{s tags_all~{s vpc_id~ timeouts#o80
security_group_rule cidr_blocks[s description from_port!n id~ ipv6_cidr_blocks[s prefix_list_ids[s protocol! region~ security_group_id! security_group_rule_id. self:b source_security_group_id~ to_port!n type! timeouts#o89
securityhub_account arn. auto_enable_controls:b control_finding_generator~ enable_default_standards:b id~ region~
securityhub_account_v2 arn. region~ tags{s tags_all.{s
securityhub_action_target arn. description! id~ identifier! name! region~
securityhub_aggregator_v2 aggregation_region. arn. linked_regions(s region~ region_linking_mode! tags{s tags_all.{s
securityhub_automation_rule arn. description! id. is_terminal~b region~ rule_name! rule_order!n rule_status~ tags{s tags_all.{s actions#s3477 criteria#l3480
securityhub_automation_rule_v2 arn. description! region~ rule_id. rule_name! rule_order!n rule_status~ tags{s tags_all.{s action#l3483 criteria#l3484
securityhub_configuration_policy arn. description id~ name! region~ configuration_policy!#13492
securityhub_configuration_policy_association id~ policy_id! region~ target_id! timeouts#o77
securityhub_connector_v2 arn. connector_id. description health.@l3493 kms_key_arn name! region~ tags{s tags_all.{s connector_provider#l3496
securityhub_feature_v2 feature_name! feature_status! region~
securityhub_finding_aggregator arn. id~ linking_mode! region~ specified_regions(s
securityhub_insight arn. group_by_attribute! id~ name! region~ filters!#13499
securityhub_invite_accepter id~ invitation_id. master_id! region~
securityhub_member account_id! email id~ invite:b master_id. member_status. region~
securityhub_organization_admin_account admin_account_id! id~ region~
securityhub_organization_configuration auto_enable!b auto_enable_standards~ id~ region~ organization_configuration#13500 timeouts#o76
securityhub_product_subscription arn. id~ product_arn! region~
securityhub_standards_control control_id. control_status! control_status_updated_at. description. disabled_reason~ id~ region~ related_requirements.[s remediation_url. severity_rating. standards_control_arn! title.
securityhub_standards_control_association association_status! id. region~ security_control_id! standards_arn! updated_reason
securityhub_standards_subscription arn. id~ region~ standards_arn! timeouts#o80
securitylake_aws_log_source id. region~ source#l3501
securitylake_custom_log_source attributes.@l3502 event_classes(s id. provider_details.@l3503 region~ source_name! source_version~ configuration#l3506
securitylake_data_lake arn. id. meta_store_manager_role_arn! region~ s3_bucket_arn. tags{s tags_all.{s configuration#l3511 timeouts#o76
securitylake_subscriber access_type~ arn. id. region~ resource_share_arn. resource_share_name. role_arn. s3_bucket_arn. subscriber_description subscriber_endpoint. subscriber_name subscriber_status. tags{s tags_all.{s source#s3514 subscriber_identity#l3505 timeouts#o76
securitylake_subscriber_notification endpoint_id. id. region~ subscriber_endpoint. subscriber_id! configuration#l3516
serverlessapplicationrepository_cloudformation_stack application_id! capabilities~(s id~ name! outputs.{s parameters~{s region~ semantic_version~ tags{s tags_all~{s timeouts#o76
service_discovery_http_namespace arn. description http_name. id~ name! region~ tags{s tags_all~{s
service_discovery_instance attributes!{s id~ instance_id! region~ service_id!
service_discovery_private_dns_namespace arn. description hosted_zone. id~ name! region~ tags{s tags_all~{s vpc!
service_discovery_public_dns_namespace arn. description hosted_zone. id~ name! region~ tags{s tags_all~{s
service_discovery_service arn. description force_destroy:b id~ name! namespace_id~ region~ tags{s tags_all~{s type~ dns_config#13518 health_check_config#13519 health_check_custom_config#13520
servicecatalog_budget_resource_association budget_name! id~ region~ resource_id! timeouts#o2281
servicecatalog_constraint accept_language description~ id~ owner. parameters! portfolio_id! product_id! region~ status. type! timeouts#o1699
servicecatalog_organizations_access enabled!b id~ timeouts#o3521
servicecatalog_portfolio arn. created_time. description~ id~ name! provider_name! region~ tags{s tags_all~{s timeouts#o1699
servicecatalog_portfolio_share accept_language accepted.b id~ portfolio_id! principal_id! region~ share_principals:b share_tag_options:b type! wait_for_acceptance:b timeouts#o1699
servicecatalog_principal_portfolio_association accept_language id~ portfolio_id! principal_arn! principal_type region~ timeouts#o2281
servicecatalog_product accept_language arn. created_time. description~ distributor~ has_default_path.b id~ name! owner! region~ status. support_description~ support_email~ support_url~ tags{s tags_all~{s type! provisioning_artifact_parameters!#13522 timeouts#o1699
servicecatalog_product_portfolio_association accept_language id~ portfolio_id! product_id! region~ source_portfolio_id timeouts#o2281
servicecatalog_provisioned_product accept_language arn. cloudwatch_dashboard_names.(s created_time. id~ ignore_errors:b last_provisioning_record_id. last_record_id. last_successful_provisioning_record_id. launch_role_arn. name! notification_arns[s outputs.@s3523 path_id~ path_name product_id~ product_name provisioning_artifact_id~ provisioning_artifact_name region~ retain_physical_resources:b status. status_message. tags{s tags_all~{s type. provisioning_parameters#l3524 stack_set_provisioning_preferences#13525 timeouts#o1699
servicecatalog_provisioning_artifact accept_language active:b created_time. description~ disable_template_validation:b guidance id~ name~ product_id! provisioning_artifact_id. region~ template_physical_id template_url type timeouts#o1699
servicecatalog_service_action accept_language description~ id~ name! region~ definition!#13526 timeouts#o1699
servicecatalog_tag_option active:b id~ key! owner. region~ value! timeouts#o1699
servicecatalog_tag_option_resource_association id~ region~ resource_arn. resource_created_time. resource_description. resource_id! resource_name. tag_option_id! timeouts#o2281
servicecatalogappregistry_application application_tag.{s arn. description id. name! region~ tags{s tags_all.{s
servicecatalogappregistry_attribute_group arn. attributes! description id. name! region~ tags{s tags_all.{s
servicecatalogappregistry_attribute_group_association application_id! attribute_group_id! region~
servicequotas_auto_management exclusion_list{[s id. notification_arn opt_in_level! opt_in_type! region~
servicequotas_service_quota adjustable.b arn. default_value.n id~ quota_code! quota_name. region~ request_id. request_status. service_code! service_name. usage_metric.@l3528 value!n
servicequotas_template aws_region~ global_quota.b id. quota_code! quota_name. region~ service_code! service_name. unit. value!n
servicequotas_template_association id. region~ skip_destroy:b status.
ses_active_receipt_rule_set arn. id~ region~ rule_set_name!
ses_configuration_set arn. id~ last_fresh_start. name! region~ reputation_metrics_enabled:b sending_enabled:b delivery_options#13529 tracking_options#13530
ses_domain_dkim dkim_tokens.[s domain! id~ region~
ses_domain_identity arn. domain! id~ region~ verification_token.
ses_domain_identity_verification arn. domain! id~ region~ timeouts#o89
ses_domain_mail_from behavior_on_mx_failure domain! id~ mail_from_domain! region~
ses_email_identity arn. email! id~ region~
ses_event_destination arn. configuration_set_name! enabled:b id~ matching_types!(s name! region~ cloudwatch_destination#s3531 kinesis_destination#11065 sns_destination#11426
ses_identity_notification_topic id~ identity! include_original_headers:b notification_type! region~ topic_arn
ses_identity_policy id~ identity! name! policy! region~
ses_receipt_filter arn. cidr! id~ name! policy! region~
ses_receipt_rule after arn. enabled:b id~ name! recipients(s region~ rule_set_name! scan_enabled:b tls_policy~ add_header_action#s3532 bounce_action#s3533 lambda_action#s3534 s3_action#s3535 sns_action#s3536 stop_action#s3537 workmail_action#s3538
ses_receipt_rule_set arn. id~ region~ rule_set_name!
ses_template arn. html id~ name! region~ subject text
sesv2_account_suppression_attributes id. region~ suppressed_reasons!(s
sesv2_account_vdm_attributes id~ region~ vdm_enabled! dashboard_attributes#13539 guardian_attributes#13540
sesv2_configuration_set arn. configuration_set_name! id~ region~ tags{s tags_all~{s delivery_options#13541 reputation_options#13542 sending_options#13543 suppression_options#13544 tracking_options#13545 vdm_options#13546
sesv2_configuration_set_event_destination configuration_set_name! event_destination_name! id~ region~ event_destination!#13550
sesv2_contact_list arn. contact_list_name! created_timestamp. description id~ last_updated_timestamp. region~ tags{s tags_all~{s topic#s3551
sesv2_dedicated_ip_assignment destination_pool_name! id~ ip! region~ timeouts#o80
sesv2_dedicated_ip_pool arn. id~ pool_name! region~ scaling_mode~ tags{s tags_all~{s
sesv2_email_identity arn. configuration_set_name email_identity! id~ identity_type. region~ tags{s tags_all~{s verification_status. verified_for_sending_status.b dkim_signing_attributes#13552
sesv2_email_identity_feedback_attributes email_forwarding_enabled:b email_identity! id~ region~
sesv2_email_identity_mail_from_attributes behavior_on_mx_failure email_identity! id~ mail_from_domain region~
sesv2_email_identity_policy email_identity! id~ policy! policy_name! region~
sesv2_multi_region_endpoint arn. endpoint_id. endpoint_name! region~ routes.@l3553 tags{s tags_all.{s details#l3554 timeouts#o80
sesv2_tenant region~ sending_status. tags{s tags_all.{s tenant_arn. tenant_id. tenant_name!
sesv2_tenant_resource_association region~ resource_arn! tenant_name!
sfn_activity arn. creation_date. id~ name! region~ tags{s tags_all~{s encryption_configuration#13555
sfn_alias arn. creation_date. description id~ name! region~ routing_configuration!#l3556 timeouts#o76
sfn_state_machine arn. creation_date. definition! description. id~ name~ name_prefix~ publish:b region~ revision_id. role_arn! state_machine_version_arn. status. tags{s tags_all~{s type version_description. encryption_configuration#13555 logging_configuration#13557 timeouts#o76 tracing_configuration#11409
shield_application_layer_automatic_response action! id. resource_arn! timeouts#o76
shield_drt_access_log_bucket_association id. log_bucket! role_arn_association_id! timeouts#o80
shield_drt_access_role_arn_association id. role_arn! timeouts#o76
shield_proactive_engagement enabled!b id. emergency_contact#l3558
shield_protection arn. id~ name! resource_arn! tags{s tags_all~{s
shield_protection_group aggregation! id~ members[s pattern! protection_group_arn. protection_group_id! resource_type tags{s tags_all~{s
shield_protection_health_check_association health_check_arn! id~ shield_protection_id!
shield_subscription auto_renew~ id. skip_destroy:b
signer_signing_job completed_at. created_at. id~ ignore_signing_job_failure:b job_id. job_invoker. job_owner. platform_display_name. platform_id. profile_name! profile_version. region~ requested_by. revocation_record.@l3559 signature_expires_at. signed_object.@l3561 status. status_reason. destination!#13563 source!#13565
signer_signing_profile arn. id~ name~ name_prefix~ platform_display_name. platform_id! region~ revocation_record.@l3566 signing_parameters{s status. tags{s tags_all~{s version. version_arn. signature_validity_period#13311 signing_material#1302
signer_signing_profile_permission action! id~ principal! profile_name! profile_version~ region~ statement_id~ statement_id_prefix~
snapshot_create_volume_permission account_id! id~ region~ snapshot_id! timeouts#o80
sns_platform_application apple_platform_bundle_id apple_platform_team_id arn. event_delivery_failure_topic_arn event_endpoint_created_topic_arn event_endpoint_deleted_topic_arn event_endpoint_updated_topic_arn failure_feedback_role_arn id~ name! platform! platform_credential! platform_principal region~ success_feedback_role_arn success_feedback_sample_rate
sns_sms_preferences default_sender_id default_sms_type delivery_status_iam_role_arn delivery_status_success_sampling_rate id~ monthly_spend_limit~n region~ usage_report_s3_bucket
sns_topic application_failure_feedback_role_arn application_success_feedback_role_arn application_success_feedback_sample_rate:n archive_policy arn. beginning_archive_time. content_based_deduplication:b delivery_policy display_name fifo_throughput_scope~ fifo_topic:b firehose_failure_feedback_role_arn firehose_success_feedback_role_arn firehose_success_feedback_sample_rate:n http_failure_feedback_role_arn http_success_feedback_role_arn http_success_feedback_sample_rate:n id~ kms_master_key_id lambda_failure_feedback_role_arn lambda_success_feedback_role_arn lambda_success_feedback_sample_rate:n name~ name_prefix~ owner. policy~ region~ signature_version~n sqs_failure_feedback_role_arn sqs_success_feedback_role_arn sqs_success_feedback_sample_rate:n tags{s tags_all~{s tracing_config~
sns_topic_data_protection_policy arn! id~ policy! region~
sns_topic_policy arn! id~ owner. policy! region~
sns_topic_subscription arn. confirmation_timeout_in_minutes:n confirmation_was_authenticated.b delivery_policy endpoint! endpoint_auto_confirms:b filter_policy filter_policy_scope~ id~ owner_id. pending_confirmation.b protocol! raw_message_delivery:b redrive_policy region~ replay_policy subscription_role_arn topic_arn!
spot_datafeed_subscription bucket! id~ prefix region~
spot_fleet_request allocation_strategy client_token. context excess_capacity_termination_policy fleet_type iam_fleet_role! id~ instance_interruption_behaviour instance_pools_to_use_count:n load_balancers~(s on_demand_allocation_strategy on_demand_max_total_price on_demand_target_capacity:n region~ replace_unhealthy_instances:b spot_price spot_request_state. tags{s tags_all~{s target_capacity!n target_capacity_unit_type target_group_arns~(s terminate_instances_on_delete terminate_instances_with_expiration:b valid_from valid_until wait_for_fulfillment:b launch_specification#s3569 launch_template_config#s3573 spot_maintenance_strategies#13575 timeouts#o76
spot_instance_request ami~ arn. associate_public_ip_address~b availability_zone~ disable_api_stop~b disable_api_termination~b ebs_optimized~b enable_primary_ipv6~b force_destroy:b get_password_data:b hibernation:b host_id~ host_resource_group_arn~ iam_instance_profile~ id~ instance_initiated_shutdown_behavior~ instance_interruption_behavior instance_state. instance_type~ ipv6_address_count~n ipv6_addresses~[s key_name~ launch_group monitoring~b outpost_arn. password_data. placement_group~ placement_group_id~ placement_partition_number~n primary_network_interface.@l3576 primary_network_interface_id. private_dns. private_ip~ public_dns. public_ip. region~ secondary_private_ips~(s security_groups~(s source_dest_check:b spot_bid_status. spot_instance_id. spot_price~ spot_request_state. spot_type subnet_id~ tags{s tags_all~{s tenancy~ user_data user_data_base64~ user_data_replace_on_change:b valid_from~ valid_until~ volume_tags{s vpc_security_group_ids~(s wait_for_fulfillment:b capacity_reservation_specification#12037 cpu_options#12038 credit_specification#12039 ebs_block_device#s2040 enclave_options#11008 ephemeral_block_device#s2041 launch_template#11872 maintenance_options#12044 metadata_options#12045 network_interface#s3577 private_dns_name_options#12048 root_block_device#12049 secondary_network_interface#s2050 timeouts#o2281
sqs_queue arn. content_based_deduplication:b deduplication_scope~ delay_seconds:n fifo_queue:b fifo_throughput_limit~ id~ kms_data_key_reuse_period_seconds~n kms_master_key_id max_message_size:n message_retention_seconds:n name~ name_prefix~ policy~ receive_wait_time_seconds:n redrive_allow_policy~ redrive_policy~ region~ sqs_managed_sse_enabled~b tags{s tags_all~{s url. visibility_timeout_seconds:n timeouts#o76
sqs_queue_policy id~ policy! queue_url! region~
sqs_queue_redrive_allow_policy id~ queue_url! redrive_allow_policy! region~
sqs_queue_redrive_policy id~ queue_url! redrive_policy! region~
ssm_activation activation_code. description expiration_date~ expired.b iam_role! id~ name region~ registration_count.n registration_limit:n tags{s tags_all~{s
ssm_association apply_only_at_cron_interval:b arn. association_id. association_name automation_target_parameter_name calendar_names(s compliance_severity document_version~ id~ max_concurrency max_errors name! parameters~{s region~ schedule_expression sync_compliance tags{s tags_all~{s wait_for_success_timeout_seconds:n output_location#13578 targets#l924
ssm_default_patch_baseline baseline_id! id~ operating_system! region~
ssm_document arn. content! created_date. default_version. description. document_format document_type! document_version. hash. hash_type. id~ latest_version. name! owner. parameter.@l3579 permissions{s platform_types.[s region~ schema_version. status. tags{s tags_all~{s target_type version_name attachments_source#l3580
ssm_maintenance_window allow_unassociated_targets:b cutoff!n description duration!n enabled:b end_date id~ name! region~ schedule! schedule_offset:n schedule_timezone start_date tags{s tags_all~{s
ssm_maintenance_window_target description id~ name owner_information region~ resource_type! window_id! targets!#l924
ssm_maintenance_window_task arn. cutoff_behavior description id~ max_concurrency~ max_errors~ name priority:n region~ service_role_arn~ task_arn! task_type! window_id! window_task_id. targets#l924 task_invocation_parameters#13587
ssm_parameter allowed_pattern arn~ data_type~ description has_value_wo.b id~ insecure_value~ key_id~ name! overwrite:b region~ tags{s tags_all~{s tier~ type! value~ value_wo value_wo_version:n version.n
ssm_patch_baseline approved_patches(s approved_patches_compliance_level approved_patches_enable_non_security:b arn. available_security_updates_compliance_status~ description id~ json. name! operating_system region~ rejected_patches(s rejected_patches_action~ tags{s tags_all~{s approval_rule#l3588 global_filter#l924 source#l3589
ssm_patch_group baseline_id! id~ patch_group! region~
ssm_resource_data_sync id~ name! region~ s3_destination!#13591
ssm_service_setting arn. id~ region~ setting_id! setting_value! status.
ssmcontacts_contact alias! arn. display_name id~ region~ tags{s tags_all~{s type!
ssmcontacts_contact_channel activation_status. arn. contact_id! id~ name! region~ type! delivery_address!#13592
ssmcontacts_plan contact_id! id~ region~ stage!#l3596
ssmcontacts_rotation arn. contact_ids![s id. name! region~ start_time tags{s tags_all.{s time_zone_id! recurrence#l3602
ssmincidents_replication_set arn. created_by. deletion_protected.b id~ last_modified_by. status. tags{s tags_all~{s region#s3603 regions#s3603 timeouts#o76
ssmincidents_response_plan arn. chat_channel(s display_name engagements(s id~ name! region~ tags{s tags_all~{s action#13605 incident_template!#13606 integration#13608
ssmquicksetup_configuration_manager description~ manager_arn. name! region~ status_summaries.@l3609 tags{s tags_all.{s configuration_definition#l3610 timeouts#o76
ssoadmin_account_assignment id~ instance_arn! permission_set_arn! principal_id! principal_type! region~ target_id! target_type! timeouts#o80
ssoadmin_application application_account. application_arn. application_provider_arn! arn. client_token description id. instance_arn! name! region~ status~ tags{s tags_all.{s portal_options#l3612
ssoadmin_application_access_scope application_arn! authorized_targets[s id. region~ scope!
ssoadmin_application_assignment application_arn! id. principal_id! principal_type! region~
ssoadmin_application_assignment_configuration application_arn! assignment_required!b id. region~
ssoadmin_customer_managed_policy_attachment id~ instance_arn! permission_set_arn! region~ customer_managed_policy_reference!#13613 timeouts#o80
ssoadmin_customer_managed_policy_attachments_exclusive instance_arn! permission_set_arn! region~ customer_managed_policy_reference#l3614 timeouts#o77
ssoadmin_instance_access_control_attributes id~ instance_arn! region~ status. status_reason. attribute!#s3616
ssoadmin_managed_policy_attachment id~ instance_arn! managed_policy_arn! managed_policy_name. permission_set_arn! region~ timeouts#o80
ssoadmin_managed_policy_attachments_exclusive instance_arn! managed_policy_arns!(s permission_set_arn! region~ timeouts#o77
ssoadmin_permission_set arn. created_date. description id~ instance_arn! name! region~ relay_state session_duration tags{s tags_all~{s timeouts#o984
ssoadmin_permission_set_inline_policy id~ inline_policy! instance_arn! permission_set_arn! region~ timeouts#o80
ssoadmin_permissions_boundary_attachment id~ instance_arn! permission_set_arn! region~ permissions_boundary!#13617 timeouts#o80
ssoadmin_region instance_arn! region~ region_name! status. timeouts#o80
ssoadmin_trusted_token_issuer arn. client_token id. instance_arn! name! region~ tags{s tags_all.{s trusted_token_issuer_type! trusted_token_issuer_configuration#l3619
storagegateway_cache disk_id! gateway_arn! id~ region~
storagegateway_cached_iscsi_volume arn. chap_enabled.b gateway_arn! id~ kms_encrypted:b kms_key lun_number.n network_interface_id! network_interface_port.n region~ snapshot_id source_volume_arn tags{s tags_all~{s target_arn. target_name! volume_arn. volume_id. volume_size_in_bytes!n
storagegateway_file_system_association arn. audit_destination_arn gateway_arn! id~ location_arn! password! region~ tags{s tags_all~{s username! cache_attributes#13620 timeouts#o76
storagegateway_gateway activation_key~ arn. average_download_rate_limit_in_bits_per_sec:n average_upload_rate_limit_in_bits_per_sec:n cloudwatch_log_group_arn ec2_instance_id. endpoint_type. gateway_id. gateway_ip_address~ gateway_name! gateway_network_interface.@l3621 gateway_timezone! gateway_type gateway_vpc_endpoint host_environment. id~ medium_changer_type region~ smb_file_share_visibility:b smb_guest_password smb_security_strategy~ tags{s tags_all~{s tape_drive_type maintenance_start_time#13622 smb_active_directory_settings#13623 timeouts#o89
storagegateway_nfs_file_share arn. audit_destination_arn bucket_region client_list!(s default_storage_class file_share_name~ fileshare_id. gateway_arn! guess_mime_type_enabled:b id~ kms_encrypted:b kms_key_arn location_arn! notification_policy object_acl path. read_only:b region~ requester_pays:b role_arn! squash tags{s tags_all~{s vpc_endpoint_dns_name cache_attributes#13620 nfs_file_share_defaults#13624 timeouts#o76
storagegateway_smb_file_share access_based_enumeration:b admin_user_list(s arn. audit_destination_arn authentication bucket_region case_sensitivity default_storage_class file_share_name~ fileshare_id. gateway_arn! guess_mime_type_enabled:b id~ invalid_user_list(s kms_encrypted:b kms_key_arn location_arn! notification_policy object_acl oplocks_enabled~b path. read_only:b region~ requester_pays:b role_arn! smb_acl_enabled:b tags{s tags_all~{s valid_user_list(s vpc_endpoint_dns_name cache_attributes#13620 timeouts#o76
storagegateway_stored_iscsi_volume arn. chap_enabled.b disk_id! gateway_arn! id~ kms_encrypted:b kms_key lun_number.n network_interface_id! network_interface_port.n preserve_existing_data!b region~ snapshot_id tags{s tags_all~{s target_arn. target_name! volume_attachment_status. volume_id. volume_size_in_bytes.n volume_status. volume_type.
storagegateway_tape_pool arn. id~ pool_name! region~ retention_lock_time_in_days:n retention_lock_type storage_class! tags{s tags_all~{s
storagegateway_upload_buffer disk_id~ disk_path~ gateway_arn! id~ region~
storagegateway_working_storage disk_id! gateway_arn! id~ region~
subnet arn. assign_ipv6_address_on_creation:b availability_zone~ availability_zone_id~ cidr_block~ customer_owned_ipv4_pool enable_dns64:b enable_lni_at_device_index:n enable_resource_name_dns_a_record_on_launch:b enable_resource_name_dns_aaaa_record_on_launch:b id~ ipv4_ipam_pool_id ipv4_netmask_length:n ipv6_cidr_block~ ipv6_cidr_block_association_id. ipv6_ipam_pool_id ipv6_native:b ipv6_netmask_length:n map_customer_owned_ip_on_launch:b map_public_ip_on_launch:b outpost_arn owner_id. private_dns_hostname_type_on_launch~ region~ tags{s tags_all~{s vpc_id! timeouts#o80
swf_domain arn. description id~ name~ name_prefix~ region~ tags{s tags_all~{s workflow_execution_retention_period_in_days!
synthetics_canary arn. artifact_s3_location! delete_lambda:b engine_arn. execution_role_arn! failure_retention_period:n handler! id~ kms_key_arn name! region~ runtime_version! s3_bucket s3_key s3_version source_location_arn. start_canary:b status. success_retention_period:n tags{s tags_all~{s timeline.@l3625 zip_file artifact_config#13627 run_config#13628 schedule!#13630 vpc_config#13631
synthetics_group arn. group_id. id~ name! region~ tags{s tags_all~{s
synthetics_group_association canary_arn! group_arn. group_id. group_name! id~ region~
timestreaminfluxdb_db_cluster allocated_storage:n arn. bucket db_instance_type! db_parameter_group_identifier db_storage_type~ deployment_type~ endpoint. engine_type. failover_mode~ id. influx_auth_parameters_secret_arn. name! network_type~ organization password port~n publicly_accessible~b reader_endpoint. region~ tags{s tags_all.{s username vpc_security_group_ids!(s vpc_subnet_ids!(s log_delivery_configuration#l3633 maintenance_schedule#l3634 timeouts#o76
timestreaminfluxdb_db_instance allocated_storage!n arn. availability_zone. bucket! db_instance_type! db_parameter_group_identifier db_storage_type~ deployment_type~ endpoint. id. influx_auth_parameters_secret_arn. name! network_type~ organization! password! port~n publicly_accessible~b region~ secondary_availability_zone. tags{s tags_all.{s username! vpc_security_group_ids!(s vpc_subnet_ids!(s log_delivery_configuration#l3633 maintenance_schedule#l3634 timeouts#o76
timestreamquery_scheduled_query arn. creation_time. execution_role_arn! kms_key_id name! next_invocation_time. previous_invocation_time. query_string! region~ state. tags{s tags_all.{s error_report_configuration#l3636 last_run_summary#l3645 notification_configuration#l3646 recently_failed_runs#l3645 schedule_configuration#l3405 target_configuration#l3652 timeouts#o76
timestreamwrite_database arn. database_name! id~ kms_key_id~ region~ table_count.n tags{s tags_all~{s
timestreamwrite_table arn. database_name! id~ region~ table_name! tags{s tags_all~{s magnetic_store_write_properties#13655 retention_properties#13656 schema#13658
transcribe_language_model arn. base_model_name! id~ language_code! model_name! region~ tags{s tags_all~{s input_data_config!#13659 timeouts#o89
transcribe_medical_vocabulary arn. download_uri. id~ language_code! region~ tags{s tags_all~{s vocabulary_file_uri! vocabulary_name! timeouts#o76
transcribe_vocabulary arn. download_uri. id~ language_code! phrases[s region~ tags{s tags_all~{s vocabulary_file_uri~ vocabulary_name! timeouts#o76
transcribe_vocabulary_filter arn. download_uri. id~ language_code! region~ tags{s tags_all~{s vocabulary_filter_file_uri vocabulary_filter_name! words[s
transfer_access external_id! home_directory home_directory_type id~ policy region~ role server_id! home_directory_mappings#l3660 posix_profile#11632
transfer_agreement access_role! agreement_id. arn. base_directory! description id~ local_profile_id! partner_profile_id! region~ server_id! status. tags{s tags_all~{s
transfer_certificate active_date. arn. certificate! certificate_chain certificate_id. description id~ inactive_date. private_key region~ tags{s tags_all~{s usage!
transfer_connector access_role! arn. connector_id. id~ logging_role region~ security_policy_name~ tags{s tags_all~{s url as2_config#13661 egress_config#13663 sftp_config#13664 timeouts#o76
transfer_host_key arn. description host_key_body host_key_body_wo host_key_fingerprint. host_key_id. region~ server_id! tags{s tags_all.{s
transfer_profile arn. as2_id! certificate_ids(s id~ profile_id. profile_type! region~ tags{s tags_all~{s
transfer_server arn. certificate directory_id domain endpoint. endpoint_type force_destroy:b function host_key host_key_fingerprint. id~ identity_provider_type invocation_role ip_address_type~ logging_role post_authentication_login_banner pre_authentication_login_banner protocols~(s region~ security_policy_name sftp_authentication_methods~ structured_log_destinations(s tags{s tags_all~{s url endpoint_details#13665 protocol_details#13666 s3_storage_options#13667 workflow_details#13669
transfer_ssh_key body! id~ region~ server_id! ssh_key_id. user_name!
transfer_tag id~ key! region~ resource_arn! value!
transfer_user arn. home_directory home_directory_type id~ policy region~ role! server_id! tags{s tags_all~{s user_name! home_directory_mappings#l3660 posix_profile#11632 timeouts#o135
transfer_web_app access_endpoint~ arn. region~ tags{s tags_all.{s web_app_endpoint_policy~ web_app_id. web_app_units~@l3670 endpoint_details#l3672 identity_provider_details#l3674
transfer_web_app_customization favicon_file~ logo_file~ region~ title web_app_id!
transfer_workflow arn. description id~ region~ tags{s tags_all~{s on_exception_steps#l3683 steps!#l3683
uxc_account_customizations account_color~ visible_regions~(s visible_services~(s
verifiedaccess_endpoint application_domain attachment_type! description device_validation_domain. domain_certificate_arn endpoint_domain. endpoint_domain_prefix endpoint_type! id~ policy_document region~ security_group_ids(s tags{s tags_all~{s verified_access_group_id! verified_access_instance_id. cidr_options#13684 load_balancer_options#13685 network_interface_options#13686 rds_options#13687 sse_specification#13688 timeouts#o76
verifiedaccess_group creation_time. deletion_time. description~ id~ last_updated_time. owner. policy_document region~ tags{s tags_all~{s verifiedaccess_group_arn. verifiedaccess_group_id. verifiedaccess_instance_id! sse_configuration#13688
verifiedaccess_instance cidr_endpoints_custom_subdomain creation_time. description fips_enabled:b id~ last_updated_time. name_servers.(s region~ tags{s tags_all~{s verified_access_trust_providers.@l3689
verifiedaccess_instance_logging_configuration id~ region~ verifiedaccess_instance_id! access_logs!#13691
verifiedaccess_instance_trust_provider_attachment id~ region~ verifiedaccess_instance_id! verifiedaccess_trust_provider_id!
verifiedaccess_trust_provider description device_trust_provider_type id~ policy_reference_name! region~ tags{s tags_all~{s trust_provider_type! user_trust_provider_type device_options#13692 native_application_oidc_options#13693 oidc_options#13694 sse_specification#13688 timeouts#o76
verifiedpermissions_identity_source id. policy_store_id! principal_entity_type~ region~ configuration#l3702
verifiedpermissions_policy created_date. id. policy_id. policy_store_id! region~ definition#l3706
verifiedpermissions_policy_store arn. deletion_protection~ description id. policy_store_id. region~ tags{s tags_all.{s validation_settings#l2276
verifiedpermissions_policy_template created_date. description id. policy_store_id! policy_template_id. region~ statement!
verifiedpermissions_schema id. namespaces.(s policy_store_id! region~ definition#l2359
volume_attachment device_name! force_detach:b id~ instance_id! region~ skip_destroy:b stop_instance_before_detaching:b volume_id! timeouts#o80
vpc arn. assign_generated_ipv6_cidr_block:b cidr_block~ default_network_acl_id. default_route_table_id. default_security_group_id. dhcp_options_id. enable_dns_hostnames~b enable_dns_support:b enable_network_address_usage_metrics~b id~ instance_tenancy ipv4_ipam_pool_id ipv4_netmask_length:n ipv6_association_id. ipv6_cidr_block~ ipv6_cidr_block_network_border_group~ ipv6_ipam_pool_id ipv6_netmask_length:n main_route_table_id. owner_id. region~ tags{s tags_all~{s
vpc_block_public_access_exclusion id. internet_gateway_exclusion_mode! region~ resource_arn. subnet_id tags{s tags_all.{s vpc_id timeouts#o76
vpc_block_public_access_options aws_account_id. aws_region. id. internet_gateway_block_mode! region~ timeouts#o76
vpc_dhcp_options arn. domain_name domain_name_servers[s id~ ipv6_address_preferred_lease_time netbios_name_servers[s netbios_node_type ntp_servers[s owner_id. region~ tags{s tags_all~{s
vpc_dhcp_options_association dhcp_options_id! id~ region~ vpc_id!
vpc_encryption_control egress_only_internet_gateway_exclusion~ elastic_file_system_exclusion~ id. internet_gateway_exclusion~ lambda_exclusion~ mode! nat_gateway_exclusion~ region~ resource_exclusions.@o3708 state. state_message. tags{s tags_all.{s virtual_private_gateway_exclusion~ vpc_id! vpc_lattice_exclusion~ vpc_peering_exclusion~ timeouts#o76
vpc_endpoint arn. auto_accept:b cidr_blocks.[s dns_entry.@l3709 id~ ip_address_type~ network_interface_ids.(s owner_id. policy~ prefix_list_id. private_dns_enabled~b region~ requester_managed.b resource_configuration_arn route_table_ids~(s security_group_ids~(s service_name service_network_arn service_region~ state. subnet_ids~(s tags{s tags_all~{s vpc_endpoint_type vpc_id! dns_options#13710 subnet_configuration#s3711 timeouts#o76
vpc_endpoint_connection_accepter id~ region~ vpc_endpoint_id! vpc_endpoint_service_id! vpc_endpoint_state.
vpc_endpoint_connection_notification connection_events!(s connection_notification_arn! id~ notification_type. region~ state. vpc_endpoint_id vpc_endpoint_service_id
vpc_endpoint_policy id~ policy~ region~ vpc_endpoint_id! timeouts#o80
vpc_endpoint_private_dns private_dns_enabled!b region~ vpc_endpoint_id!
vpc_endpoint_route_table_association id~ region~ route_table_id! vpc_endpoint_id!
vpc_endpoint_security_group_association id~ region~ replace_default_association:b security_group_id! vpc_endpoint_id!
vpc_endpoint_service acceptance_required!b allowed_principals~(s arn. availability_zones.(s base_endpoint_dns_names.(s gateway_load_balancer_arns(s id~ manages_vpc_endpoints.b network_load_balancer_arns(s private_dns_name~ private_dns_name_configuration.@l3712 region~ service_name. service_type. state. supported_ip_address_types~(s supported_regions~(s tags{s tags_all~{s timeouts#o76
vpc_endpoint_service_allowed_principal id~ principal_arn! region~ vpc_endpoint_service_id!
vpc_endpoint_service_private_dns_verification region~ service_id! wait_for_verification:b timeouts#o89
vpc_endpoint_subnet_association id~ region~ subnet_id! vpc_endpoint_id! timeouts#o80
vpc_ipam arn. cascade:b default_resource_discovery_association_id. default_resource_discovery_id. description enable_private_gua:b id~ metered_account~ private_default_scope_id. public_default_scope_id. region~ scope_count.n tags{s tags_all~{s tier operating_regions!#s1487 timeouts#o76
vpc_ipam_organization_admin_account arn. delegated_admin_account_id! email. id~ name. service_principal.
vpc_ipam_pool address_family! allocation_default_netmask_length:n allocation_max_netmask_length:n allocation_min_netmask_length:n allocation_resource_tags{s arn. auto_import:b aws_service cascade:b description id~ ipam_scope_id! ipam_scope_type. locale pool_depth.n public_ip_source publicly_advertisable:b region~ source_ipam_pool_id state. tags{s tags_all~{s source_resource#13713 timeouts#o76
vpc_ipam_pool_cidr cidr~ id~ ipam_pool_cidr_id. ipam_pool_id! netmask_length~n region~ cidr_authorization_context#13714 timeouts#o80
vpc_ipam_pool_cidr_allocation cidr~ description disallowed_cidrs(s id~ ipam_pool_allocation_id. ipam_pool_id! netmask_length~n region~ resource_id. resource_owner. resource_type. tags{s tags_all~{s
vpc_ipam_preview_next_cidr cidr. disallowed_cidrs(s id~ ipam_pool_id! netmask_length:n region~
vpc_ipam_resource_discovery arn. description id~ ipam_resource_discovery_region. is_default.b owner_id. region~ tags{s tags_all~{s operating_regions!#s1487 organizational_unit_exclusion#s3715 timeouts#o76
vpc_ipam_resource_discovery_association arn. id~ ipam_arn. ipam_id! ipam_region. ipam_resource_discovery_id! is_default.b owner_id. region~ state. tags{s tags_all~{s timeouts#o76
vpc_ipam_scope arn. description id~ ipam_arn. ipam_id! ipam_scope_type. is_default.b pool_count.n region~ tags{s tags_all~{s timeouts#o76
vpc_ipv4_cidr_block_association cidr_block~ id~ ipv4_ipam_pool_id ipv4_netmask_length:n region~ vpc_id! timeouts#o80
vpc_ipv6_cidr_block_association assign_generated_ipv6_cidr_block~b id~ ip_source. ipv6_address_attribute. ipv6_cidr_block~ ipv6_ipam_pool_id ipv6_netmask_length:n ipv6_pool~ region~ vpc_id! timeouts#o80
vpc_network_performance_metric_subscription destination! id~ metric period. region~ source! statistic
vpc_peering_connection accept_status. auto_accept:b id~ peer_owner_id~ peer_region~ peer_vpc_id! region~ tags{s tags_all~{s vpc_id! accepter#13716 requester#13716 timeouts#o76
vpc_peering_connection_accepter accept_status. auto_accept:b id~ peer_owner_id. peer_region. peer_vpc_id. region~ tags{s tags_all~{s vpc_id. vpc_peering_connection_id! accepter#13716 requester#13716 timeouts#o77
vpc_peering_connection_options id~ region~ vpc_peering_connection_id! accepter#13716 requester#13716
vpc_route_server amazon_side_asn!n arn. persist_routes~ persist_routes_duration:n region~ route_server_id. sns_notifications_enabled~b sns_topic_arn. tags{s tags_all.{s timeouts#o76
vpc_route_server_endpoint arn. eni_address. eni_id. region~ route_server_endpoint_id. route_server_id! subnet_id! tags{s tags_all.{s vpc_id. timeouts#o80
vpc_route_server_peer arn. endpoint_eni_address. endpoint_eni_id. peer_address! region~ route_server_endpoint_id! route_server_id. route_server_peer_id. subnet_id. tags{s tags_all.{s vpc_id. bgp_options#l3717 timeouts#o80
vpc_route_server_propagation region~ route_server_id! route_table_id! timeouts#o80
vpc_route_server_vpc_association region~ route_server_id! vpc_id! timeouts#o80
vpc_security_group_egress_rule arn. cidr_ipv4 cidr_ipv6 description from_port:n id. ip_protocol! prefix_list_id referenced_security_group_id region~ security_group_id! security_group_rule_id. tags{s tags_all.{s to_port:n
vpc_security_group_ingress_rule arn. cidr_ipv4 cidr_ipv6 description from_port:n id. ip_protocol! prefix_list_id referenced_security_group_id region~ security_group_id! security_group_rule_id. tags{s tags_all.{s to_port:n
vpc_security_group_rules_exclusive egress_rule_ids!(s ingress_rule_ids!(s region~ security_group_id!
vpc_security_group_vpc_association region~ security_group_id! state. vpc_id! timeouts#o80
vpclattice_access_log_subscription arn. destination_arn! id~ region~ resource_arn. resource_identifier! service_network_log_type~ tags{s tags_all~{s
vpclattice_auth_policy id~ policy! region~ resource_identifier! state timeouts#o76
vpclattice_domain_verification arn. created_at. domain_name! id. last_verified_time. region~ status. tags{s tags_all.{s txt_record_name. txt_record_value.
vpclattice_listener arn. created_at. id~ last_updated_at. listener_id. name! port~n protocol! region~ service_arn~ service_identifier~ tags{s tags_all~{s default_action!#13721 timeouts#o76
vpclattice_listener_rule arn. id~ listener_identifier! name! priority!n region~ rule_id. service_identifier! tags{s tags_all~{s action!#13724 match!#13730 timeouts#o76
vpclattice_resource_configuration allow_association_to_shareable_service_network~b arn. custom_domain_name domain_verification_arn. domain_verification_id~ domain_verification_status. id. name! port_ranges~(s protocol~ region~ resource_configuration_group_id resource_gateway_identifier~ tags{s tags_all.{s type~ resource_configuration_definition#l3733 timeouts#o76
vpclattice_resource_gateway arn. id. ip_address_type~ ipv4_addresses_per_eni~n name! region~ resource_config_dns_resolution~ security_group_ids~(s status. subnet_ids!(s tags{s tags_all.{s vpc_id! timeouts#o76
vpclattice_resource_policy id~ policy! region~ resource_arn!
vpclattice_service arn. auth_type~ certificate_arn custom_domain_name dns_entry.@l3734 id~ idle_timeout_seconds~n name! region~ status. tags{s tags_all~{s timeouts#o76
vpclattice_service_network arn. auth_type~ id~ name! region~ tags{s tags_all~{s
vpclattice_service_network_resource_association arn. dns_entry.@l3734 id. private_dns_enabled~b region~ resource_configuration_identifier! service_network_identifier! tags{s tags_all.{s timeouts#o80
vpclattice_service_network_service_association arn. created_by. custom_domain_name. dns_entry.@l3734 id~ region~ service_identifier! service_network_identifier! status. tags{s tags_all~{s timeouts#o76
vpclattice_service_network_vpc_association arn. created_by. id~ private_dns_enabled~b region~ security_group_ids[s service_network_identifier! status. tags{s tags_all~{s vpc_identifier! dns_options#13735 timeouts#o76
vpclattice_target_group arn. id~ name! region~ status. tags{s tags_all~{s type! config#13738 timeouts#o76
vpclattice_target_group_attachment id~ region~ target_group_identifier! target!#13739 timeouts#o80
vpn_concentrator region~ tags{s tags_all.{s transit_gateway_attachment_id. transit_gateway_id! type! vpn_concentrator_id.
vpn_connection arn. core_network_arn. core_network_attachment_arn. customer_gateway_configuration. customer_gateway_id! enable_acceleration~b id~ local_ipv4_network_cidr~ local_ipv6_network_cidr~ outside_ip_address_type~ preshared_key_arn. preshared_key_storage~ region~ remote_ipv4_network_cidr~ remote_ipv6_network_cidr~ routes.@s3740 static_routes_only~b tags{s tags_all~{s transit_gateway_attachment_id. transit_gateway_id transport_transit_gateway_attachment_id tunnel1_address. tunnel1_bgp_asn. tunnel1_bgp_holdtime.n tunnel1_cgw_inside_address. tunnel1_dpd_timeout_action tunnel1_dpd_timeout_seconds:n tunnel1_enable_tunnel_lifecycle_control:b tunnel1_ike_versions(s tunnel1_inside_cidr~ tunnel1_inside_ipv6_cidr~ tunnel1_phase1_dh_group_numbers(n tunnel1_phase1_encryption_algorithms(s tunnel1_phase1_integrity_algorithms(s tunnel1_phase1_lifetime_seconds:n tunnel1_phase2_dh_group_numbers(n tunnel1_phase2_encryption_algorithms(s tunnel1_phase2_integrity_algorithms(s tunnel1_phase2_lifetime_seconds:n tunnel1_preshared_key~ tunnel1_rekey_fuzz_percentage:n tunnel1_rekey_margin_time_seconds:n tunnel1_replay_window_size:n tunnel1_startup_action tunnel1_vgw_inside_address. tunnel2_address. tunnel2_bgp_asn. tunnel2_bgp_holdtime.n tunnel2_cgw_inside_address. tunnel2_dpd_timeout_action tunnel2_dpd_timeout_seconds:n tunnel2_enable_tunnel_lifecycle_control:b tunnel2_ike_versions(s tunnel2_inside_cidr~ tunnel2_inside_ipv6_cidr~ tunnel2_phase1_dh_group_numbers(n tunnel2_phase1_encryption_algorithms(s tunnel2_phase1_integrity_algorithms(s tunnel2_phase1_lifetime_seconds:n tunnel2_phase2_dh_group_numbers(n tunnel2_phase2_encryption_algorithms(s tunnel2_phase2_integrity_algorithms(s tunnel2_phase2_lifetime_seconds:n tunnel2_preshared_key~ tunnel2_rekey_fuzz_percentage:n tunnel2_rekey_margin_time_seconds:n tunnel2_replay_window_size:n tunnel2_startup_action tunnel2_vgw_inside_address. tunnel_bandwidth~ tunnel_inside_ip_version~ type! vgw_telemetry.@s3741 vpn_concentrator_id vpn_gateway_id tunnel1_log_options#13743 tunnel2_log_options#13743
vpn_connection_route destination_cidr_block! id~ region~ vpn_connection_id!
vpn_gateway amazon_side_asn~ arn. availability_zone id~ region~ tags{s tags_all~{s vpc_id~
vpn_gateway_attachment id~ region~ vpc_id! vpn_gateway_id!
vpn_gateway_route_propagation id~ region~ route_table_id! vpn_gateway_id! timeouts#o80
waf_byte_match_set arn. id~ name! byte_match_tuples#s3745
waf_geo_match_set arn. id~ name! geo_match_constraint#s90
waf_ipset arn. id~ name! ip_set_descriptors#s90
waf_rate_based_rule arn. id~ metric_name! name! rate_key! rate_limit!n tags{s tags_all~{s predicates#s3746
waf_regex_match_set arn. id~ name! regex_match_tuple#s3747
waf_regex_pattern_set arn. id~ name! regex_pattern_strings(s
waf_rule arn. id~ metric_name! name! tags{s tags_all~{s predicates#s3746
waf_rule_group arn. id~ metric_name! name! tags{s tags_all~{s activated_rule#s3748
waf_size_constraint_set arn. id~ name! size_constraints#s3749
waf_sql_injection_match_set arn. id~ name! sql_injection_match_tuples#s3750
waf_web_acl arn. id~ metric_name! name! tags{s tags_all~{s default_action!#1115 logging_configuration#13752 rules#s3753
waf_xss_match_set arn. id~ name! xss_match_tuples#s3750
wafregional_byte_match_set id~ name! region~ byte_match_tuples#s3745
wafregional_geo_match_set id~ name! region~ geo_match_constraint#s90
wafregional_ipset arn. id~ name! region~ ip_set_descriptor#s90
wafregional_rate_based_rule arn. id~ metric_name! name! rate_key! rate_limit!n region~ tags{s tags_all~{s predicate#s3746
wafregional_regex_match_set id~ name! region~ regex_match_tuple#s3747
wafregional_regex_pattern_set id~ name! regex_pattern_strings(s region~
wafregional_rule arn. id~ metric_name! name! region~ tags{s tags_all~{s predicate#s3746
wafregional_rule_group arn. id~ metric_name! name! region~ tags{s tags_all~{s activated_rule#s3748
wafregional_size_constraint_set arn. id~ name! region~ size_constraints#s3749
wafregional_sql_injection_match_set id~ name! region~ sql_injection_match_tuple#s3750
wafregional_web_acl arn. id~ metric_name! name! region~ tags{s tags_all~{s default_action!#1115 logging_configuration#13752 rule#s3753
wafregional_web_acl_association id~ region~ resource_arn! web_acl_id! timeouts#o89
wafregional_xss_match_set id~ name! region~ xss_match_tuple#s3750
wafv2_api_key api_key. region~ scope! token_domains!(s
wafv2_ip_set addresses(s arn. description id~ ip_address_version! lock_token. name~ name_prefix~ region~ scope! tags{s tags_all~{s
wafv2_regex_pattern_set arn. description id~ lock_token. name~ name_prefix~ region~ scope! tags{s tags_all~{s regular_expression#s3754
wafv2_rule_group arn. capacity!n description id~ lock_token. name~ name_prefix~ region~ rules_json scope! tags{s tags_all~{s custom_response_body#s3755 rule#s3764 visibility_config!#13763
wafv2_web_acl application_integration_url. arn. capacity.n description id~ lock_token. name~ name_prefix~ region~ rule_json scope! tags{s tags_all~{s token_domains(s association_config#13767 captcha_config#13762 challenge_config#13762 custom_response_body#s3755 data_protection_config#13770 default_action!#13771 rule#s3773 visibility_config!#13763
wafv2_web_acl_association id~ region~ resource_arn! web_acl_arn! timeouts#o89
wafv2_web_acl_logging_configuration id~ log_destination_configs!(s region~ resource_arn! logging_filter#13777 redacted_fields#l3778
wafv2_web_acl_rule name! priority!n region~ web_acl_arn! action#l47 captcha_config#l3779 challenge_config#l3779 override_action#l3780 rule_label#l16 statement#l2 timeouts#o76 visibility_config#l3763
wafv2_web_acl_rule_group_association override_action~ priority!n region~ rule_name! web_acl_arn! managed_rule_group#l3782 rule_group_reference#l3783 timeouts#o76 visibility_config#l3763
workmail_default_domain domain_name! organization_id! region~
workmail_domain dkim_verification_status. domain_name! is_default.b is_test_domain.b organization_id! ownership_verification_status. records.@l3784 region~
workmail_group disabled_date. email! enabled_date. group_id. hidden_from_global_address_list~b name! organization_id! region~ state.
workmail_organization arn. completed_date. default_mail_domain. delete_directory:b delete_identity_center_application:b directory_id~ directory_type. interoperability_enabled~b kms_key_arn migration_admin. organization_alias! organization_id. region~ state. tags{s tags_all.{s timeouts#o80
workmail_user city company country department disabled_date. display_name! email! enabled_date. first_name hidden_from_global_address_list~b identity_provider_identity_store_id. identity_provider_user_id initials job_title last_name mailbox_deprovisioned_date. mailbox_provisioned_date. name! office organization_id! password region~ state. street telephone user_id. user_role~ zip_code
workspaces_connection_alias connection_string! id. owner_account_id. region~ state. tags{s tags_all.{s timeouts#o80
workspaces_directory alias. customer_user_name. directory_id~ directory_name. directory_type. dns_ip_addresses.(s iam_role_id. id~ ip_group_ids~(s region~ registration_code. subnet_ids~(s tags{s tags_all~{s tenancy~ user_identity_type~ workspace_directory_description workspace_directory_name workspace_security_group_id. workspace_type active_directory_config#13785 certificate_based_auth_properties#13786 saml_properties#13787 self_service_permissions#13788 workspace_access_properties#13791 workspace_creation_properties#13792
workspaces_ip_group description id~ name! region~ tags{s tags_all~{s rules#s3793
workspaces_pool application_settings~@l3794 bundle_id! capacity_status.@l3795 created_at. description! directory_id! pool_arn. pool_id. pool_name! region~ running_mode! s3_bucket_name. state. tags{s tags_all.{s timeout_settings~@l3796 capacity#l3797 timeouts#o76
workspaces_workspace bundle_id! computer_name. directory_id! id~ ip_address. region~ root_volume_encryption_enabled:b state. tags{s tags_all~{s user_name! user_volume_encryption_enabled:b volume_encryption_key timeouts#o76 workspace_properties#13798
workspacesweb_browser_settings additional_encryption_context{s associated_portal_arns.[s browser_policy! browser_settings_arn. customer_managed_key region~ tags{s tags_all.{s
workspacesweb_browser_settings_association browser_settings_arn! portal_arn! region~
workspacesweb_data_protection_settings additional_encryption_context{s associated_portal_arns.[s customer_managed_key data_protection_settings_arn. description display_name! region~ tags{s tags_all.{s inline_redaction_configuration#l3802
workspacesweb_data_protection_settings_association data_protection_settings_arn! portal_arn! region~
workspacesweb_identity_provider identity_provider_arn. identity_provider_details!{s identity_provider_name! identity_provider_type! portal_arn! region~ tags{s tags_all.{s
workspacesweb_ip_access_settings additional_encryption_context{s associated_portal_arns.[s customer_managed_key description display_name! ip_access_settings_arn. region~ tags{s tags_all.{s ip_rule#l3803
workspacesweb_ip_access_settings_association ip_access_settings_arn! portal_arn! region~
workspacesweb_network_settings associated_portal_arns.[s network_settings_arn. region~ security_group_ids!(s subnet_ids!(s tags{s tags_all.{s vpc_id!
workspacesweb_network_settings_association network_settings_arn! portal_arn! region~
workspacesweb_portal additional_encryption_context{s authentication_type~ browser_settings_arn~ browser_type. creation_date. customer_managed_key data_protection_settings_arn. display_name~ instance_type~ ip_access_settings_arn. max_concurrent_sessions~n network_settings_arn. portal_arn. portal_endpoint. portal_status. region~ renderer_type. session_logger_arn. status_reason. tags{s tags_all.{s trust_store_arn. user_access_logging_settings_arn. user_settings_arn. timeouts#o76
workspacesweb_session_logger additional_encryption_context{s associated_portal_arns.[s customer_managed_key display_name region~ session_logger_arn. tags{s tags_all.{s event_filter#l3804 log_configuration#l3806
workspacesweb_session_logger_association portal_arn! region~ session_logger_arn!
workspacesweb_trust_store associated_portal_arns.[s region~ tags{s tags_all.{s trust_store_arn. certificate#s3807
workspacesweb_trust_store_association portal_arn! region~ trust_store_arn!
workspacesweb_user_access_logging_settings associated_portal_arns.[s kinesis_stream_arn! region~ tags{s tags_all.{s user_access_logging_settings_arn.
workspacesweb_user_access_logging_settings_association portal_arn! region~ user_access_logging_settings_arn!
workspacesweb_user_settings additional_encryption_context{s associated_portal_arns.[s copy_allowed! customer_managed_key deep_link_allowed~ disconnect_timeout_in_minutes:n download_allowed! idle_disconnect_timeout_in_minutes:n paste_allowed! print_allowed! region~ tags{s tags_all.{s upload_allowed! user_settings_arn. cookie_synchronization_configuration#l3809 toolbar_configuration#l3810
workspacesweb_user_settings_association portal_arn! region~ user_settings_arn!
xray_encryption_config id~ key_id region~ type!
xray_group arn. filter_expression! group_name! id~ region~ tags{s tags_all~{s insights_configuration#13811
xray_indexing_rule name! region~ rule#l3813
xray_resource_policy bypass_policy_lockout_check:b last_updated_time. policy_document! policy_name! policy_revision_id~ region~
xray_sampling_rule arn. attributes{s fixed_rate!n host! http_method! id~ priority!n region~ reservoir_size!n resource_arn! rule_name service_name! service_type! tags{s tags_all~{s url_path! version!n
xray_trace_segment_destination destination! id. region~ timeouts#o77

account_primary_contact account_id~ address_line_1. address_line_2. address_line_3. city. company_name. country_code. district_or_county. full_name. phone_number. postal_code. state_or_region. website_url.
account_regions account_id~ region_opt_status_contains~[s regions.@l3814
accountaccess_application arn~ created_at. identity_center_instance_arn identity_source.@l3816 region~ status. tags.{s tenant_id. updated_at.
accountaccess_entitlements application_arn! entitlements.@l3821 region~ filter#l3823
acm_certificate arn. certificate. certificate_chain. domain~ id~ key_types(s most_recent:b region~ status. statuses[s tags~{s types[s
acmpca_certificate arn! certificate. certificate_authority_arn! certificate_chain. id~ region~
acmpca_certificate_authority arn! certificate. certificate_chain. certificate_signing_request. id~ key_storage_security_standard. not_after. not_before. region~ revocation_configuration.@l3826 serial. status. tags~{s type. usage_mode.
agentregistry_registry approval_configuration.@l3827 created_at. description. discovery_configuration.@l3837 encryption_configuration.@l3838 name. region~ registry_arn. registry_id! status. tags.{s updated_at.
ami allow_unsafe_filter:b architecture. arn. block_device_mappings.@s3839 boot_mode. creation_date. deprecation_time. description. ena_support.b executable_users[s hypervisor. id~ image_id. image_location. image_owner_alias. image_type. imds_support. include_deprecated:b kernel_id. last_launched_time. most_recent:b name. name_regex owner_id. owners[s platform. platform_details. product_codes.@s3840 public.b ramdisk_id. region~ root_device_name. root_device_type. root_snapshot_id. sriov_net_support. state. state_reason.{s tags~{s tpm_support. uefi_data usage_operation. virtualization_type. filter#s1764 timeouts#o3521
ami_ids executable_users[s id~ ids.[s include_deprecated:b name_regex owners![s region~ sort_ascending:b filter#s1764 timeouts#o3521
api_gateway_api_key arn. created_date. customer_id. description. enabled.b id! last_updated_date. name. region~ tags~{s value.
api_gateway_api_keys customer_id id. include_values:b items.@l3841 region~
api_gateway_authorizer arn. authorizer_credentials. authorizer_id! authorizer_result_ttl_in_seconds.n authorizer_uri. id~ identity_source. identity_validation_expression. name. provider_arns.[s region~ rest_api_id! type.
api_gateway_authorizers id~ ids.[s region~ rest_api_id!
api_gateway_domain_name arn. certificate_arn. certificate_name. certificate_upload_date. cloudfront_domain_name. cloudfront_zone_id. domain_name! domain_name_id~ endpoint_access_mode. endpoint_configuration.@l3842 id~ policy. region~ regional_certificate_arn. regional_certificate_name. regional_domain_name. regional_zone_id. security_policy. tags~{s
api_gateway_export accepts body. content_disposition. content_type. export_type! id~ parameters{s region~ rest_api_id! stage_name!
api_gateway_resource id~ parent_id. path! path_part. region~ rest_api_id!
api_gateway_rest_api api_key_source. arn. binary_media_types.[s description. endpoint_access_mode. endpoint_configuration.@l3843 execution_arn. id~ minimum_compression_size. name! policy. region~ root_resource_id. security_policy. tags~{s
api_gateway_sdk body. content_disposition. content_type. id~ parameters{s region~ rest_api_id! sdk_type! stage_name!
api_gateway_vpc_link arn. description. id. name! region~ status. status_message. tags~{s target_arns.(s
apigatewayv2_api api_endpoint. api_id! api_key_selection_expression. arn. cors_configuration.@l3844 description. disable_execute_api_endpoint.b execution_arn. id~ ip_address_type. name. protocol_type. region~ route_selection_expression. tags~{s version.
apigatewayv2_apis id~ ids.(s name protocol_type region~ tags{s
apigatewayv2_export api_id! body. export_version id~ include_extensions:b output_type! region~ specification! stage_name
apigatewayv2_vpc_link arn. id~ name. region~ security_group_ids.(s subnet_ids.(s tags~{s vpc_link_id!
appconfig_application arn. description. id~ name~ region~
appconfig_configuration_profile application_id! arn. configuration_profile_id! description. id~ kms_key_identifier. location_uri. name. region~ retrieval_role_arn. tags~{s type. validator.@s3845
appconfig_configuration_profiles application_id! configuration_profile_ids.(s id~ region~
appconfig_environment application_id! arn. description. environment_id! id~ monitor.@s3846 name. region~ state. tags~{s
appconfig_environments application_id! environment_ids.(s id~ region~
appintegrations_event_integration arn. description. event_filter.@l3847 eventbridge_bus. id~ name! region~ tags~{s
appmesh_gateway_route arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. spec.@l3866 tags~{s virtual_gateway_name!
appmesh_mesh arn. created_date. id~ last_updated_date. mesh_owner~ name! region~ resource_owner. spec.@l3869 tags~{s
appmesh_route arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. spec.@l3883 tags~{s virtual_router_name!
appmesh_virtual_gateway arn. created_date. id~ last_updated_date. mesh_name! mesh_owner. name! region~ resource_owner. spec.@l3912 tags~{s
appmesh_virtual_node arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. spec.@l3923 tags~{s
appmesh_virtual_router arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. spec.@l3925 tags~{s
appmesh_virtual_service arn. created_date. id~ last_updated_date. mesh_name! mesh_owner~ name! region~ resource_owner. spec.@l3929 tags~{s
apprunner_hosted_zone_id id. region~
appstream_image applications.@l3931 appstream_agent_version. arn~ base_image_arn. created_time. description. display_name. image_builder_name. image_builder_supported.b image_permissions.@l3932 most_recent:b name~ name_regex platform. public_base_image_released_date. region~ state. state_change_reason.@l1389 type
arcregionswitch_plan arn! description. execution_role. name. owner. primary_region. recovery_approach. recovery_time_objective_minutes.n region~ regions.[s tags.{s updated_at. version.
arcregionswitch_route53_health_checks health_checks.@l3933 plan_arn! region~
arn account. arn! id~ partition. region. resource. service.
athena_named_query database. description. id~ name! querystring. region~ workgroup
auditmanager_control action_plan_instructions. action_plan_title. arn. control_mapping_sources.@l3935 description. id. name! region~ tags.{s testing_information. type!
auditmanager_framework arn. compliance_type. control_sets.@l3937 description. framework_type! id. name! region~ tags.{s
autoscaling_group arn. availability_zones.(s default_cooldown.n desired_capacity.n desired_capacity_type. enabled_metrics.(s health_check_grace_period.n health_check_type. id~ instance_maintenance_policy.@l3938 launch_configuration. launch_template.@l3939 load_balancers.(s max_instance_lifetime.n max_size.n min_size.n mixed_instances_policy.@l3946 name! new_instances_protected_from_scale_in.b placement_group. predicted_capacity.n region~ service_linked_role_arn. status. suspended_processes.(s tag.@s3947 target_group_arns.(s termination_policies.(s traffic_source.@s3948 vpc_zone_identifier. warm_pool.@l3950 warm_pool_size.n
autoscaling_groups arns.[s id~ names~[s region~ filter#s929
availability_zone all_availability_zones:b group_long_name. group_name. id~ name~ name_suffix. network_border_group. opt_in_status. parent_zone_id. parent_zone_name. region~ state~ zone_id~ zone_type. filter#s1764 timeouts#o3521
availability_zones all_availability_zones:b exclude_names(s exclude_zone_ids(s group_names.(s id~ names.[s region~ state zone_ids.[s filter#s1764 timeouts#o3521
backup_framework arn. control.@l3953 creation_time. deployment_status. description. id~ name! region~ status. tags~{s
backup_plan arn. id~ name. plan_id! region~ rule.@s3957 scan_setting.@s3958 tags~{s version.
backup_report_plan arn. creation_time. deployment_status. description. id~ name! region~ report_delivery_channel.@l3959 report_setting.@l3960 tags~{s
backup_selection iam_role_arn. id~ name. plan_id! region~ resources.(s selection_id!
backup_vault arn. id~ kms_key_arn. name! recovery_points.n region~ tags~{s
batch_compute_environment arn. ecs_cluster_arn. id~ name! region~ service_role. state. status. status_reason. tags~{s type. update_policy.@l3961
batch_job_definition arn arn_prefix. container_orchestration_type. eks_properties.@l3972 id. name node_properties.@l3991 region~ retry_strategy.@l3993 revision:n scheduling_priority.n status tags.{s timeout.@l3994 type.
batch_job_queue arn. compute_environment_order.@l3995 id~ job_state_time_limit_action.@l3996 name! priority.n region~ scheduling_policy_arn. state. status. status_reason. tags~{s
batch_scheduling_policy arn! fair_share_policy.@l3998 id~ name. region~ tags~{s
bedrock_custom_model base_model_arn. creation_time. hyperparameters.{s id. job_arn. job_name. job_tags.{s model_arn. model_id! model_kms_key_arn. model_name. model_tags.{s output_data_config.@l3999 region~ training_data_config.@l3999 training_metrics.@l537 validation_data_config.@l4000 validation_metrics.@l538
bedrock_custom_models id. model_summaries.@l4001 region~
bedrock_foundation_model customizations_supported.(s id. inference_types_supported.(s input_modalities.(s model_arn. model_id! model_name. output_modalities.(s provider_name. region~ response_streaming_supported.b
bedrock_foundation_model_agreement_offers model_id! offer_type offers.@l4008 region~
bedrock_foundation_models by_customization_type by_inference_type by_output_modality by_provider id. model_summaries.@l4009 region~
bedrock_inference_profile created_at. description. inference_profile_arn. inference_profile_id! inference_profile_name. models.@l583 region~ status. type. updated_at.
bedrock_inference_profiles inference_profile_summaries.@l4010 region~ type
bedrock_use_case_for_model_access form_data.
bedrockagent_agent_versions agent_id! region~ agent_version_summaries#l4012
billing_service_account arn. id~
billing_views billing_view.@l4013 billing_view_types[s
budgets_budget account_id~ arn. auto_adjust_data.@l4015 billing_view_arn. budget_exceeded.b budget_limit.@l4016 budget_type. calculated_spend.@l4017 cost_filter.@s4018 cost_types.@l4019 id~ name! name_prefix notification.@s4020 planned_limit.@s4021 tags~{s time_period_end. time_period_start. time_unit.
caller_identity account_id. arn. id~ user_id.
canonical_user_id display_name. id~
ce_cost_category cost_category_arn! default_value. effective_end. effective_start. id~ name. rule.@s4027 rule_version. split_charge_rule.@s4029 tags~{s
ce_tags id~ search_string tag_key tags.(s filter#1947 sort_by#l4030 time_period!#14031
chatbot_slack_workspace region~ slack_team_id. slack_team_name!
cloudcontrolapi_resource id~ identifier! properties. region~ role_arn type_name! type_version_id
cloudformation_export exporting_stack_id. id~ name! region~ value.
cloudformation_stack capabilities.(s description. disable_rollback.b iam_role_arn. id~ name! notification_arns.(s outputs.{s parameters.{s region~ tags~{s template_body. timeout_in_minutes.n
cloudformation_type arn~ default_version_id. deprecated_status. description. documentation_url. execution_role_arn. id~ is_default_version.b logging_config.@l4032 provisioning_type. region~ schema. source_url. type~ type_arn. type_name~ version_id visibility.
cloudfront_cache_policy arn. comment. default_ttl.n etag. id max_ttl.n min_ttl.n name parameters_in_cache_key_and_forwarded_to_origin.@l4037
cloudfront_connection_group anycast_ip_list_id. arn. enabled.b etag. id~ ipv6_enabled.b is_default.b last_modified_time. name. routing_endpoint~ status. tags.{s
cloudfront_distribution aliases.(s anycast_ip_list_id. arn. domain_name. enabled.b etag. hosted_zone_id. id! in_progress_validation_batches.n last_modified_time. status. tags~{s web_acl_id.
cloudfront_distribution_tenant arn~ connection_group_id. customizations.@l4040 distribution_id. domain domains.@l4041 enabled.b etag. id~ managed_certificate_request.@l4042 name~ parameters.@l3951 status. tags.{s
cloudfront_function arn. code. comment. etag. id~ key_value_store_associations.(s last_modified_time. name! runtime. stage! status.
cloudfront_log_delivery_canonical_user_id id~ region
cloudfront_origin_access_control arn. description. etag. id! name. origin_access_control_origin_type. signing_behavior. signing_protocol.
cloudfront_origin_access_identities comments(s iam_arns.(s id~ ids.(s s3_canonical_user_ids.(s
cloudfront_origin_access_identity arn. caller_reference. cloudfront_access_identity_path. comment. etag. iam_arn. id! s3_canonical_user_id.
cloudfront_origin_request_policy arn. comment. cookies_config.@l4034 etag. headers_config.@l4035 id name query_strings_config.@l4036
cloudfront_realtime_log_config arn. endpoint.@l4044 fields.(s id~ name! sampling_rate.n
cloudfront_response_headers_policy arn. comment. cors_config.@l4045 custom_headers_config.@l4047 etag. id~ name~ remove_headers_config.@l4049 security_headers_config.@l4056 server_timing_headers_config.@l4057
cloudhsm_v2_cluster cluster_certificates.@l1084 cluster_id! cluster_state~ id~ region~ security_group_id. subnet_ids.(s vpc_id.
cloudtrail_service_account arn. id~ region~
cloudwatch_contributor_managed_insight_rules managed_rules.@l4059 region~ resource_arn!
cloudwatch_event_bus arn. dead_letter_config.@l1405 description. id~ kms_key_identifier. log_config.@l4060 name! region~
cloudwatch_event_buses event_buses.@l4061 name_prefix region~
cloudwatch_event_connection arn. authorization_type. id~ kms_key_identifier. name! region~ secret_arn.
cloudwatch_event_source arn. created_by. id~ name. name_prefix region~ state.
cloudwatch_log_data_protection_policy_document description id~ json. name! version configuration#14062 statement!#l4069
cloudwatch_log_group arn. creation_time.n deletion_protection_enabled.b id~ kms_key_id. log_group_class. name! region~ retention_in_days.n tags~{s
cloudwatch_log_groups arns.(s id~ log_group_name_prefix log_group_names.(s region~
codeartifact_authorization_token authorization_token. domain! domain_owner~ duration_seconds:n expiration. id~ region~
codeartifact_repository_endpoint domain! domain_owner~ format! id~ region~ repository! repository_endpoint.
codebuild_fleet arn. base_capacity.n compute_configuration.@l4070 compute_type. created. environment_type. fleet_service_role. id. image_id. last_modified. name! overflow_behavior. region~ scaling_configuration.@l4072 status.@s1159 tags~{s vpc_config.@l4073
codecatalyst_dev_environment alias creator_id env_id! id~ ides.@l4074 inactivity_timeout_minutes.n instance_type. last_updated_time. persistent_storage.@l4075 project_name! region~ space_name! status. status_reason. tags~{s repositories#l4076
codecommit_approval_rule_template approval_rule_template_id. content. creation_date. description. id~ last_modified_date. last_modified_user. name! region~ rule_content_sha256.
codecommit_repository arn. clone_url_http. clone_url_ssh. id~ kms_key_id. region~ repository_id. repository_name!
codeguruprofiler_profiling_group agent_orchestration_config.@l4077 arn. compute_platform. created_at. id. name! profiling_status.@l4079 region~ tags.{s updated_at.
codestarconnections_connection arn~ connection_status. host_arn. id~ name~ provider_type. region~ tags~{s
cognito_identity_pool allow_classic_flow.b allow_unauthenticated_identities.b arn. cognito_identity_providers.@s4080 developer_provider_name. id~ identity_pool_name! openid_connect_provider_arns.(s region~ saml_provider_arns.[s supported_login_providers.{s tags~{s
cognito_user_group description. id. name! precedence.n region~ role_arn. user_pool_id!
cognito_user_groups groups.@l4081 id. region~ user_pool_id!
cognito_user_pool account_recovery_setting.@l4083 admin_create_user_config.@l4085 arn. auto_verified_attributes.[s creation_date. custom_domain. deletion_protection. device_configuration.@l4086 domain. email_configuration.@l4087 estimated_number_of_users.n id. lambda_config.@l4089 last_modified_date. mfa_configuration. name. region~ schema_attributes.@l4092 sms_authentication_message. sms_configuration_failure. sms_verification_message. tags.{s user_pool_add_ons.@l4094 user_pool_id! user_pool_tags.{s username_attributes.[s
cognito_user_pool_client access_token_validity.n allowed_oauth_flows.(s allowed_oauth_flows_user_pool_client.b allowed_oauth_scopes.(s analytics_configuration.@l4095 callback_urls.(s client_id! client_secret. default_redirect_uri. enable_propagate_additional_user_context_data.b enable_token_revocation.b explicit_auth_flows.(s generate_secret.b id~ id_token_validity.n logout_urls.(s name. prevent_user_existence_errors. read_attributes.(s refresh_token_rotation.@l4096 refresh_token_validity.n region~ supported_identity_providers.(s token_validity_units.@l4097 user_pool_id! write_attributes.(s
cognito_user_pool_clients client_ids.[s client_names.[s id~ region~ user_pool_id!
cognito_user_pool_signing_certificate certificate. id~ region~ user_pool_id!
cognito_user_pools arns.[s id~ ids.[s name! region~
connect_bot_association id~ instance_id! region~ lex_bot!#11317
connect_contact_flow arn. contact_flow_id~ content. description. id~ instance_id! name~ region~ tags~{s type
connect_contact_flow_module arn. contact_flow_module_id~ content. description. id~ instance_id! name~ region~ state. status. tags~{s
connect_hours_of_operation arn. config.@s4099 description. hours_of_operation_id~ id~ instance_id! name~ region~ tags~{s time_zone.
connect_instance arn. auto_resolve_best_voices_enabled.b contact_flow_logs_enabled.b contact_lens_enabled.b created_time. early_media_enabled.b id~ identity_management_type. inbound_calls_enabled.b instance_alias~ instance_id~ multi_party_conference_enabled.b outbound_calls_enabled.b region~ service_role. status. tags~{s
connect_instance_storage_config association_id! id~ instance_id! region~ resource_type! storage_config.@l4105
connect_lambda_function_association function_arn! id~ instance_id! region~
connect_prompt arn. id~ instance_id! name! prompt_id. region~
connect_queue arn. description. hours_of_operation_id. id~ instance_id! max_contacts.n name~ outbound_caller_config.@l4106 queue_id~ region~ status. tags~{s
connect_quick_connect arn. description. id~ instance_id! name~ quick_connect_config.@l4110 quick_connect_id~ region~ tags~{s
connect_routing_profile arn. default_outbound_queue_id. description. id~ instance_id! media_concurrencies.@s4112 name~ queue_configs.@s4113 region~ routing_profile_id~ tags~{s
connect_security_profile arn. description. id~ instance_id! name~ organization_resource_id. permissions.(s region~ security_profile_id~ tags~{s
connect_user arn. directory_user_id. hierarchy_group_id. id~ identity_info.@l4114 instance_id! name~ phone_config.@l4115 region~ routing_profile_id. security_profile_ids.(s tags~{s user_id~
connect_user_hierarchy_group arn. hierarchy_group_id~ hierarchy_path.@l1338 id~ instance_id! level_id. name~ region~ tags~{s
connect_user_hierarchy_structure hierarchy_structure.@l1338 id~ instance_id! region~
connect_vocabulary arn. content. failure_reason. id~ instance_id! language_code. last_modified_time. name~ region~ state. tags~{s vocabulary_id~
controltower_controls enabled_controls.[s id~ region~ target_identifier!
cur_report_definition additional_artifacts.(s additional_schema_elements.(s compression. format. id~ refresh_closed_reports.b report_name! report_versioning. s3_bucket. s3_prefix. s3_region. tags~{s time_unit.
customer_gateway arn. bgp_asn.n bgp_asn_extended.n certificate_arn. device_name. id~ ip_address. region~ tags~{s type. filter#s1764 timeouts#o3521
datapipeline_pipeline description. id~ name. pipeline_id! region~ tags~{s
datapipeline_pipeline_definition id~ parameter_object.@s4117 pipeline_id! pipeline_object.@s4119 region~ parameter_value#s4120
datazone_domain arn. created_at. description. domain_version. id~ last_updated_at. managed_account_id. name~ portal_url. region~ root_domain_unit_id. status.
datazone_environment_blueprint blueprint_provider. description. domain_id! id. managed!b name! region~
db_cluster_snapshot allocated_storage.n availability_zones.[s db_cluster_identifier db_cluster_snapshot_arn. db_cluster_snapshot_identifier engine. engine_version. id~ include_public:b include_shared:b kms_key_id. license_model. most_recent:b port.n region~ snapshot_create_time. snapshot_type source_db_cluster_snapshot_arn. status. storage_encrypted.b tags~{s vpc_id.
db_event_categories event_categories.[s id~ region~ source_type
db_instance address. allocated_storage.n auto_minor_version_upgrade.b availability_zone. backup_retention_period.n ca_cert_identifier. database_insights_mode. db_cluster_identifier. db_instance_arn. db_instance_class. db_instance_identifier~ db_instance_port.n db_name. db_parameter_groups.[s db_subnet_group. enabled_cloudwatch_logs_exports.[s endpoint. engine. engine_version. hosted_zone_id. id~ iops.n kms_key_id. license_model. master_user_secret.@l1411 master_username. max_allocated_storage.n monitoring_interval.n monitoring_role_arn. multi_az.b network_type. option_group_memberships.[s port.n preferred_backup_window. preferred_maintenance_window. publicly_accessible.b region~ replicate_source_db. resource_id. storage_encrypted.b storage_throughput.n storage_type. tags~{s timezone. upgrade_rollout_order. vpc_security_groups.[s
db_instances id~ instance_arns.[s instance_identifiers.[s region~ tags~{s filter#s1764
db_parameter_group arn. description. family. id~ name! region~
db_proxy arn. auth.@s4121 debug_logging.b default_auth_scheme. endpoint. endpoint_network_type. engine_family. id~ idle_client_timeout.n name! region~ require_tls.b role_arn. target_connection_network_type. vpc_id. vpc_security_group_ids.(s vpc_subnet_ids.(s
db_snapshot allocated_storage.n availability_zone. db_instance_identifier db_snapshot_arn. db_snapshot_identifier encrypted.b engine. engine_version. id~ include_public:b include_shared:b iops.n kms_key_id. license_model. most_recent:b option_group_name. original_snapshot_create_time. port.n region~ snapshot_create_time. snapshot_type source_db_snapshot_identifier. source_region. status. storage_type. tags~{s vpc_id.
db_subnet_group arn. description. id~ name! region~ status. subnet_ids.(s supported_network_types.(s vpc_id.
default_tags id~ tags.{s
devopsguru_notification_channel id! region~ filters#l4122 sns#l4123
devopsguru_resource_collection cloudformation.@l4124 id. region~ tags.@l4125 type!
directory_service_directory access_url. alias. connect_settings.@l4126 description. directory_id! dns_ip_addresses.(s edition. enable_sso.b id~ name. radius_settings.@l4127 region~ security_group_id. short_name. size. tags~{s type. vpc_settings.@l4128
dms_certificate certificate_arn. certificate_creation_date. certificate_id! certificate_owner. certificate_pem. certificate_wallet. id~ key_length.n region~ signing_algorithm. tags~{s valid_from_date. valid_to_date.
dms_endpoint certificate_arn. database_name. elasticsearch_settings.@l4129 endpoint_arn. endpoint_id! endpoint_type. engine_name. extra_connection_attributes. id~ kafka_settings.@l4130 kinesis_settings.@l4131 kms_key_arn. mongodb_settings.@l4132 mysql_settings.@l4133 password. port.n postgres_settings.@l4134 redis_settings.@l4135 redshift_settings.@l4136 region~ s3_settings.@l4137 secrets_manager_access_role_arn. secrets_manager_arn. server_name. service_access_role. ssl_mode. tags~{s username.
dms_replication_instance allocated_storage.n auto_minor_version_upgrade.b availability_zone. engine_version. id~ kms_key_arn. multi_az.b network_type. preferred_maintenance_window. publicly_accessible.b region~ replication_instance_arn. replication_instance_class. replication_instance_id! replication_instance_private_ips.[s replication_instance_public_ips.[s replication_subnet_group_id. tags~{s vpc_security_group_ids.(s
dms_replication_subnet_group id~ region~ replication_subnet_group_arn. replication_subnet_group_description. replication_subnet_group_id! subnet_group_status. subnet_ids.(s tags~{s vpc_id.
dms_replication_task cdc_start_position. cdc_start_time. id~ migration_type. region~ replication_instance_arn. replication_task_arn. replication_task_id! replication_task_settings. source_endpoint_arn. start_replication_task.b status. table_mappings. tags~{s target_endpoint_arn.
docdb_engine_version engine engine_description. exportable_log_types.(s id~ parameter_group_family~ preferred_versions[s region~ supports_log_exports_to_cloudwatch.b valid_upgrade_targets.(s version~ version_description.
docdb_orderable_db_instance availability_zones.[s engine engine_version~ id~ instance_class~ license_model preferred_instance_classes[s region~ vpc~b
dx_connection arn. aws_device. bandwidth. id~ location. name! owner_account_id. partner_name. prefix_pool_size_ipv4.n prefix_pool_size_ipv6.n prefix_pool_unallocated_count_ipv4.n prefix_pool_unallocated_count_ipv6.n provider_name. rate_limiter_status.@l1481 region~ state. tags~{s vlan_id.n
dx_gateway amazon_side_asn. arn. id~ name! owner_account_id. tags~{s
dx_location available_macsec_port_speeds.[s available_port_speeds.[s available_providers.[s id~ location_code! location_name. region~
dx_locations id~ location_codes.(s region~
dx_router_configuration customer_router_config. id~ region~ router.@l4138 router_type_identifier! virtual_interface_id! virtual_interface_name.
dynamodb_backups backup_summaries.@l4139 backup_type region~ table_name time_range_lower_bound time_range_upper_bound
dynamodb_table arn. attribute.@s1773 billing_mode. deletion_protection_enabled.b global_secondary_index.@s4143 hash_key. id~ local_secondary_index.@s4144 name! on_demand_throughput.@l4141 point_in_time_recovery.@l4145 range_key. read_capacity.n region~ replica.@s4146 stream_arn. stream_enabled.b stream_label. stream_view_type. table_class. tags~{s ttl.@s4147 warm_throughput.@l4142 write_capacity.n server_side_encryption#14148
dynamodb_table_item expression_attribute_names{s id~ item. key! projection_expression region~ table_name!
dynamodb_tables names.[s region~
ebs_default_kms_key id~ key_arn. region~ timeouts#o3521
ebs_encryption_by_default enabled.b id~ region~ timeouts#o3521
ebs_snapshot arn. data_encryption_key_id. description. encrypted.b id~ kms_key_id. most_recent:b outpost_arn. owner_alias. owner_id. owners[s region~ restorable_by_user_ids[s snapshot_id. snapshot_ids[s start_time. state. storage_tier. tags~{s volume_id. volume_size.n filter#s1764 timeouts#o3521
ebs_snapshot_ids id~ ids.[s owners[s region~ restorable_by_user_ids[s filter#s1764 timeouts#o3521
ebs_volume arn. availability_zone. create_time. encrypted.b id~ iops.n kms_key_id. most_recent:b multi_attach_enabled.b outpost_arn. region~ size.n snapshot_id. tags~{s throughput.n volume_id. volume_initialization_rate.n volume_type. filter#s1764 timeouts#o3521
ebs_volumes id~ ids.[s region~ tags{s filter#s1764 timeouts#o3521
ec2_capacity_block_offering availability_zone. capacity_block_offering_id. capacity_duration_hours!n currency_code. end_date_range~ instance_count!n instance_type! region~ start_date_range~ tenancy. upfront_fee.
ec2_capacity_block_reservation arn. availability_zone. availability_zone_id. available_instance_count.n capacity_block_id. commitment_info.@o4149 created_date. delivery_preference. ebs_optimized.b end_date. end_date_type. id~ instance_count.n instance_match_criteria. instance_platform. instance_type. interruptible_capacity_allocation.@o4150 interruption_info.@o4151 outpost_arn. owner_id. placement_group_arn. region~ reservation_type. start_date. state. tags.{s tenancy. filter#s1764
ec2_client_vpn_endpoint arn. authentication_options.@l4152 client_cidr_block. client_connect_options.@l4153 client_login_banner_options.@l4154 client_route_enforcement_options.@l4155 client_vpn_endpoint_id~ connection_log_options.@l4156 description. dns_name. dns_servers.[s endpoint_ip_address_type. id~ region~ security_group_ids.[s self_service_portal. self_service_portal_url. server_certificate_arn. session_timeout_hours.n split_tunnel.b tags~{s traffic_ip_address_type. transit_gateway_configuration.@l4157 transport_protocol. vpc_id. vpn_port.n filter#s1764 timeouts#o3521
ec2_coip_pool arn. id~ local_gateway_route_table_id~ pool_cidrs.(s pool_id~ region~ tags~{s filter#s1764 timeouts#o3521
ec2_coip_pools id~ pool_ids.[s region~ tags{s filter#s1764 timeouts#o3521
ec2_host allocation_time. allows_multiple_instance_types. arn. asset_id. auto_placement. availability_zone. availability_zone_id. available_capacity.@l4159 cores.n host_id~ host_maintenance. host_recovery. host_reservation_id. id~ instance_family. instance_type. instances.@l4160 member_of_service_linked_resource_group.b outpost_arn. owner_id. region~ release_time. sockets.n state. tags~{s total_vcpus.n filter#s1764 timeouts#o3521
ec2_hosts ids.[s outpost_arn region~ tags{s filter#s1764
ec2_instance_type auto_recovery_supported.b bandwidth_weightings.(s bare_metal.b boot_modes.(s burstable_performance_supported.b current_generation.b dedicated_hosts_supported.b default_cores.n default_network_card_index.n default_threads_per_core.n default_vcpus.n ebs_encryption_support. ebs_nvme_support. ebs_optimized_support. ebs_performance_baseline_bandwidth.n ebs_performance_baseline_iops.n ebs_performance_baseline_throughput.n ebs_performance_maximum_bandwidth.n ebs_performance_maximum_iops.n ebs_performance_maximum_throughput.n efa_maximum_interfaces.n efa_supported.b ena_srd_supported.b ena_support. encryption_in_transit_supported.b fpgas.@s4161 free_tier_eligible.b gpus.@s4161 hibernation_supported.b hypervisor. id~ inference_accelerators.@s4161 instance_disks.@s4162 instance_storage_supported.b instance_type! ipv6_supported.b maximum_ipv4_addresses_per_interface.n maximum_ipv6_addresses_per_interface.n maximum_network_cards.n maximum_network_interfaces.n media_accelerators.@s4161 memory_size.n network_cards.@s4163 network_performance. neuron_devices.@s4164 nitro_enclaves_support. nitro_tpm_support. nitro_tpm_supported_versions.(s phc_support. region~ supported_architectures.[s supported_cpu_features.(s supported_placement_strategies.[s supported_root_device_types.[s supported_usages_classes.[s supported_virtualization_types.[s sustained_clock_speed.n total_fpga_memory.n total_gpu_memory.n total_inference_memory.n total_instance_storage.n total_media_memory.n total_neuron_device_memory.n valid_cores.[n valid_threads_per_core.[n timeouts#o3521
ec2_instance_type_offering id~ instance_type. location. location_type preferred_instance_types[s region~ filter#s1764 timeouts#o3521
ec2_instance_type_offerings id~ instance_types.[s location_type location_types.[s locations.[s region~ filter#s1764 timeouts#o3521
ec2_instance_types id~ instance_types.[s region~ filter#s1764 timeouts#o3521
ec2_local_gateway id~ outpost_arn. owner_id. region~ state~ tags~{s filter#s1764 timeouts#o3521
ec2_local_gateway_route_table id~ local_gateway_id~ local_gateway_route_table_id~ outpost_arn~ region~ state~ tags~{s filter#s1764 timeouts#o3521
ec2_local_gateway_route_tables id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
ec2_local_gateway_virtual_interface id~ local_address. local_bgp_asn.n local_gateway_id. local_gateway_virtual_interface_group_id. local_gateway_virtual_interface_ids.(s outpost_lag_id. peer_address. peer_bgp_asn.n region~ tags~{s vlan.n filter#s1764 timeouts#o3521
ec2_local_gateway_virtual_interface_group id~ local_gateway_id~ local_gateway_virtual_interface_ids.(s region~ tags~{s filter#s1764 timeouts#o3521
ec2_local_gateway_virtual_interface_groups id~ ids.[s local_gateway_virtual_interface_ids.[s region~ tags{s filter#s1764 timeouts#o3521
ec2_local_gateways id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
ec2_managed_prefix_list address_family. arn. entries.@s4165 id~ max_entries.n name~ owner_id. region~ tags~{s version.n filter#s1764 timeouts#o3521
ec2_managed_prefix_lists id~ ids.[s region~ tags~{s filter#s1764
ec2_network_insights_analysis alternate_path_hints.@l1532 arn. explanations.@l1539 filter_in_arns.[s forward_path_components.@l1542 id~ network_insights_analysis_id~ network_insights_path_id. path_found.b region~ return_path_components.@l1542 start_date. status. status_message. tags~{s warning_message. filter#s1764
ec2_network_insights_path arn. destination. destination_arn. destination_ip. destination_port.n filter_at_destination.@l4167 filter_at_source.@l4167 id~ network_insights_path_id~ protocol. region~ source. source_arn. source_ip. tags~{s filter#s1764
ec2_public_ipv4_pool description. id~ network_border_group. pool_address_ranges.@l4168 pool_id! region~ tags~{s total_address_count.n total_available_address_count.n
ec2_public_ipv4_pools id~ pool_ids.[s region~ tags~{s filter#s1764
ec2_serial_console_access enabled.b id~ region~ timeouts#o3521
ec2_service_link_virtual_interface arn. configuration_state. id~ local_address. outpost_arn. outpost_id. outpost_lag_id. owner_id. peer_address. peer_bgp_asn.n region~ tags.{s vlan.n filter#s1764
ec2_service_link_virtual_interfaces ids.[s region~ tags{s filter#s1764
ec2_spot_price availability_zone id~ instance_type region~ spot_price. spot_price_timestamp. filter#s1764 timeouts#o3521
ec2_transit_gateway amazon_side_asn.n arn. association_default_route_table_id. auto_accept_shared_attachments. default_route_table_association. default_route_table_propagation. description. dns_support. encryption_support. id~ multicast_support. owner_id. propagation_default_route_table_id. region~ security_group_referencing_support. tags~{s transit_gateway_cidr_blocks.[s vpn_ecmp_support. filter#s1764 timeouts#o3521
ec2_transit_gateway_attachment arn. association_state. association_transit_gateway_route_table_id. id~ region~ resource_id. resource_owner_id. resource_type. state. tags~{s transit_gateway_attachment_id~ transit_gateway_id. transit_gateway_owner_id. filter#s1764
ec2_transit_gateway_attachments id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
ec2_transit_gateway_connect id~ protocol. region~ tags~{s transit_gateway_connect_id~ transit_gateway_id. transport_attachment_id. filter#s1764 timeouts#o3521
ec2_transit_gateway_connect_peer arn. bgp_asn. bgp_peer_address. bgp_transit_gateway_addresses.(s id~ inside_cidr_blocks.[s peer_address. region~ tags~{s transit_gateway_address. transit_gateway_attachment_id. transit_gateway_connect_peer_id~ filter#s1764 timeouts#o3521
ec2_transit_gateway_dx_gateway_attachment arn. dx_gateway_id id~ region~ tags~{s transit_gateway_id filter#s1764 timeouts#o3521
ec2_transit_gateway_multicast_domain arn. associations.@l4169 auto_accept_shared_associations. id~ igmpv2_support. members.@l4170 owner_id. region~ sources.@l4170 state. static_sources_support. tags~{s transit_gateway_attachment_id. transit_gateway_id. transit_gateway_multicast_domain_id~ filter#s1764 timeouts#o3521
ec2_transit_gateway_peering_attachment arn. id~ peer_account_id. peer_region. peer_transit_gateway_id. region~ state. tags~{s transit_gateway_id. filter#s1764 timeouts#o3521
ec2_transit_gateway_peering_attachments id~ ids.[s region~ filter#s1764 timeouts#o3521
ec2_transit_gateway_route_table arn. default_association_route_table.b default_propagation_route_table.b id~ region~ tags~{s transit_gateway_id. filter#s1764 timeouts#o3521
ec2_transit_gateway_route_table_associations id~ ids.[s region~ transit_gateway_route_table_id! filter#s1764 timeouts#o3521
ec2_transit_gateway_route_table_propagations id~ ids.[s region~ transit_gateway_route_table_id! filter#s1764 timeouts#o3521
ec2_transit_gateway_route_table_routes id~ region~ routes.@l4171 transit_gateway_route_table_id! filter!#s1764
ec2_transit_gateway_route_tables id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
ec2_transit_gateway_vpc_attachment appliance_mode_support. arn. dns_support. id~ ipv6_support. region~ security_group_referencing_support. subnet_ids.(s tags~{s transit_gateway_id. vpc_id. vpc_owner_id. filter#s1764 timeouts#o3521
ec2_transit_gateway_vpc_attachments id~ ids.[s region~ filter#s1764 timeouts#o3521
ec2_transit_gateway_vpn_attachment id~ region~ tags~{s transit_gateway_id vpn_connection_id filter#s1764 timeouts#o3521
ecr_authorization_token authorization_token. expires_at. id~ password. proxy_endpoint. region~ registry_id user_name.
ecr_image id~ image_digest~ image_pushed_at.n image_size_in_bytes.n image_tag image_tags.[s image_uri. most_recent:b region~ registry_id~ repository_name!
ecr_images image_ids.@l4172 region~ registry_id repository_name!
ecr_lifecycle_policy_document json. rule#l4175
ecr_pull_through_cache_rule credential_arn. custom_role_arn. ecr_repository_prefix! id~ region~ registry_id. upstream_registry_url. upstream_repository_prefix.
ecr_repositories id. names.(s region~
ecr_repository arn. encryption_configuration.@l4176 id~ image_scanning_configuration.@l4177 image_tag_mutability. image_tag_mutability_exclusion_filter.@l4178 most_recent_image_tags.[s name! region~ registry_id~ repository_url. tags~{s
ecr_repository_creation_template applied_for.(s custom_role_arn. description. encryption_configuration.@l4176 id~ image_tag_mutability. image_tag_mutability_exclusion_filter.@l4178 lifecycle_policy. prefix! region~ registry_id. repository_policy. resource_tags~{s
ecrpublic_authorization_token authorization_token. expires_at. id~ password. region~ user_name.
ecrpublic_images images.@l4179 region~ registry_id repository_name! image_ids#l4180
ecs_cluster arn. cluster_name! id~ pending_tasks_count.n region~ registered_container_instances_count.n running_tasks_count.n service_connect_defaults.@l4181 setting.@s3951 status. tags~{s
ecs_clusters cluster_arns.[s region~
ecs_container_definition container_name! cpu.n disable_networking.b docker_labels.{s environment.{s id~ image. image_digest. memory.n memory_reservation.n region~ task_definition!
ecs_service arn. availability_zone_rebalancing. capacity_provider_strategy.@s4182 cluster_arn! created_at. created_by. deployment_configuration.@l4189 deployment_controller.@l3867 deployments.@l4190 desired_count.n enable_ecs_managed_tags.b enable_execute_command.b events.@l4191 health_check_grace_period_seconds.n iam_role. id~ launch_type. load_balancer.@s4193 network_configuration.@l4194 ordered_placement_strategy.@l4195 pending_count.n placement_constraints.@s4196 platform_family. platform_version. propagate_tags. region~ running_count.n scheduling_strategy. service_name! service_registries.@l4197 status. tags~{s task_definition. task_sets.@l4198
ecs_task_definition arn. arn_without_revision. container_definitions. cpu. enable_fault_injection.b ephemeral_storage.@l3973 execution_role_arn. family. id~ ipc_mode. memory. network_mode. pid_mode. placement_constraints.@s4196 proxy_configuration.@l4199 region~ requires_compatibilities.(s revision.n runtime_platform.@l3983 status. task_definition! task_role_arn. volume.@s4204
ecs_task_execution client_token cluster! desired_count:n enable_ecs_managed_tags:b enable_execute_command:b group id~ launch_type platform_version propagate_tags reference_id region~ started_by tags{s task_arns.[s task_definition! capacity_provider_strategy#s1113 network_configuration#11114 overrides#14206 placement_constraints#s1116 placement_strategy#l1115
efs_access_point access_point_id! arn. file_system_arn. file_system_id. id~ owner_id. posix_user.@l4207 region~ root_directory.@l4209 tags~{s
efs_access_points arns.[s file_system_id! id~ ids.[s region~
efs_file_system arn. availability_zone_id. availability_zone_name. creation_token~ dns_name. encrypted.b file_system_id~ id~ kms_key_id. lifecycle_policy.@l4210 name. performance_mode. protection.@l4211 provisioned_throughput_in_mibps.n region~ size_in_bytes.n tags~{s throughput_mode.
efs_mount_target access_point_id availability_zone_id. availability_zone_name. dns_name. file_system_arn. file_system_id~ id~ ip_address. ip_address_type. ipv6_address. mount_target_dns_name. mount_target_id~ network_interface_id. owner_id. region~ security_groups.(s subnet_id.
eip arn. association_id. carrier_ip. customer_owned_ip. customer_owned_ipv4_pool. domain. id~ instance_id. ipam_pool_id. network_interface_id. network_interface_owner_id. private_dns. private_ip. ptr_record. public_dns. public_ip~ public_ipv4_pool. region~ tags~{s filter#s1764 timeouts#o3521
eips allocation_ids.[s id~ public_ips.[s region~ tags{s filter#s1764 timeouts#o3521
eks_access_entry access_entry_arn. cluster_name! created_at. id~ kubernetes_groups.(s modified_at. principal_arn! region~ tags~{s tags_all~{s type. user_name.
eks_access_policies access_policies.@l4212 region~
eks_addon addon_name! addon_version. arn. cluster_name! configuration_values. created_at. id~ modified_at. pod_identity_association.@s4213 region~ service_account_role_arn. tags~{s
eks_addon_version addon_name! id~ kubernetes_version! most_recent:b region~ version.
eks_cluster access_config.@l4214 arn. certificate_authority.@l1648 cluster_id. compute_config.@l4215 control_plane_scaling_config.@l4216 created_at. deletion_protection.b enabled_cluster_log_types.(s endpoint. id~ identity.@l1650 kube_api_server_config.@l4218 kube_controller_manager_config.@l4221 kube_scheduler_config.@l4225 kubernetes_network_config.@l4227 name! outpost_config.@l4230 platform_version. region~ remote_network_config.@l4232 role_arn. status. storage_config.@l4233 tags~{s upgrade_policy.@l4234 version. vpc_config.@l4235 zonal_shift_config.@l4226
eks_cluster_auth id~ name! region~ token.
eks_cluster_versions cluster_type cluster_versions.@l4254 cluster_versions_only[s default_only:b include_all:b region~ version_status
eks_clusters id~ names.(s region~
eks_node_group ami_type. arn. capacity_type. cluster_name! disk_size.n id~ instance_types.[s labels.{s launch_template.@l3939 node_group_name! node_role_arn. region~ release_version. remote_access.@l4255 resources.@l1677 scaling_config.@l4256 status. subnet_ids.(s tags~{s taints.@l4257 update_config.@l4258 version. warm_pool_config.@l4259
eks_node_groups cluster_name! id~ names.(s region~
elastic_beanstalk_application appversion_lifecycle.@l4260 arn. description. id~ name! region~
elastic_beanstalk_hosted_zone id~ region~
elastic_beanstalk_solution_stack id~ most_recent:b name. name_regex! region~
elasticache_cluster arn. availability_zone. cache_nodes.@l1689 cluster_address. cluster_id! configuration_endpoint. engine. engine_version. id~ ip_discovery. log_delivery_configuration.@s4261 maintenance_window. network_type. node_type. notification_topic_arn. num_cache_nodes.n parameter_group_name. port.n preferred_outpost_arn. region~ replication_group_id. security_group_ids.(s snapshot_retention_limit.n snapshot_window. subnet_group_name. tags~{s
elasticache_replication_group arn. auth_token_enabled.b automatic_failover_enabled.b cluster_mode. configuration_endpoint_address. description. id~ log_delivery_configuration.@s4261 member_clusters.(s multi_az_enabled.b node_group_configuration.@s4262 node_type. num_cache_clusters.n num_node_groups.n port.n primary_endpoint_address. reader_endpoint_address. region~ replicas_per_node_group.n replication_group_id! snapshot_retention_limit.n snapshot_window.
elasticache_reserved_cache_node_offering cache_node_type! duration! fixed_price.n offering_id. offering_type! product_description! region~
elasticache_serverless_cache arn. cache_usage_limits.@o4265 create_time. daily_snapshot_time. description. endpoint.@o1694 engine. full_engine_version. kms_key_id. major_engine_version. name! reader_endpoint.@o1694 region~ security_group_ids.[s snapshot_retention_limit.n status. subnet_ids.[s user_group_id.
elasticache_service_update_actions cache_cluster_id region~ replication_group_id service_update_status(s update_actions.@l4266
elasticache_service_updates region~ service_updates.@l4267 status(s
elasticache_subnet_group arn. description. id~ name! region~ subnet_ids.(s tags{s vpc_id.
elasticache_user access_string engine id~ no_password_required:b passwords(s region~ user_id! user_name authentication_mode#l4268
elasticsearch_domain access_policies. advanced_options.{s advanced_security_options.@l4269 arn. auto_tune_options.@l4271 cluster_config.@l4273 cognito_options.@l4274 created.b deleted.b domain_id. domain_name! ebs_options.@l4275 elasticsearch_version. encryption_at_rest.@l4276 endpoint. id~ kibana_endpoint. log_publishing_options.@s4277 node_to_node_encryption.@l4226 processing.b region~ snapshot_options.@l4278 tags~{s vpc_options.@l4279
elb access_logs.@l4280 arn. availability_zones.(s connection_draining.b connection_draining_timeout.n cross_zone_load_balancing.b desync_mitigation_mode. dns_name. health_check.@l4281 id~ idle_timeout.n instances.(s internal.b listener.@s4282 name! region~ security_groups.(s source_security_group. source_security_group_id. subnets.(s tags~{s zone_id.
elb_hosted_zone_id id~ region~
elb_service_account arn. id~ region~
emr_release_labels id~ region~ release_labels.[s filters#14283
emr_supported_instance_types id. region~ release_label! supported_instance_types.@l4284
emrcontainers_virtual_cluster arn. container_provider.@l4286 created_at. id~ name. region~ state. tags~{s virtual_cluster_id!
fis_experiment_templates ids.[s region~ tags{s
fsx_ontap_file_system arn. automatic_backup_retention_days.n daily_automatic_backup_start_time. deployment_type. disk_iops_configuration.@l4287 dns_name. endpoint_ip_address_range. endpoints.@l1839 ha_pairs.n id! kms_key_id. network_interface_ids.[s network_type. owner_id. preferred_subnet_id. region~ route_table_ids.(s storage_capacity.n storage_type. subnet_ids.[s tags~{s throughput_capacity.n throughput_capacity_per_ha_pair.n vpc_id. weekly_maintenance_start_time.
fsx_ontap_storage_virtual_machine active_directory_configuration.@l4289 arn. creation_time. endpoints.@l1841 file_system_id. id~ lifecycle_status. lifecycle_transition_reason.@s4290 name. region~ subtype. tags~{s uuid. filter#s929
fsx_ontap_storage_virtual_machines id~ ids.[s region~ filter#s929
fsx_openzfs_snapshot arn. creation_time. id~ most_recent:b name region~ snapshot_id. snapshot_ids[s tags~{s volume_id. filter#s929
fsx_windows_file_system active_directory_id. aliases.(s arn. audit_log_configuration.@l4291 automatic_backup_retention_days.n backup_id. copy_tags_to_backups.b daily_automatic_backup_start_time. deployment_type. disk_iops_configuration.@l4287 dns_name. id! kms_key_id. network_interface_ids.(s network_type. owner_id. preferred_file_server_ip. preferred_subnet_id. region~ security_group_ids.(s skip_final_backup.b storage_capacity.n storage_type. subnet_ids.(s tags~{s throughput_capacity.n vpc_id. weekly_maintenance_start_time.
globalaccelerator_accelerator arn~ attributes.@l4292 dns_name. dual_stack_dns_name. enabled.b hosted_zone_id. id. ip_address_type. ip_sets.@l1875 name~ tags.{s
globalaccelerator_custom_routing_accelerator arn~ attributes.@l4292 dns_name. enabled.b hosted_zone_id. id~ ip_address_type. ip_sets.@l1875 name~ tags~{s
glue_catalog allow_full_table_external_data_access. arn. catalog_id. catalog_properties.@l4295 create_database_default_permissions.@l4297 create_table_default_permissions.@l4297 create_time. description. federated_catalog.@l4298 name! parameters.{s region~ tags.{s target_redshift_catalog.@l4299 update_time.
glue_catalog_table arn. catalog_id~ database_name! description. id~ name! owner. parameters.{s partition_index.@l4300 partition_keys.@l4301 query_as_of_time region~ retention.n storage_descriptor.@l4307 table_type. target_table.@l4308 transaction_id:n view_expanded_text. view_original_text.
glue_connection arn. athena_properties.{s authentication_configuration.@l4314 catalog_id. connection_properties.{s connection_type. description. id! match_criteria.[s name. physical_connection_requirements.@l4315 region~ tags~{s
glue_data_catalog_encryption_settings catalog_id! data_catalog_encryption_settings.@l4318 id~ region~
glue_registry arn. description. name! region~
glue_script id~ language python_script. region~ scala_code. dag_edge!#l4319 dag_node!#l4321
grafana_workspace account_access_type. arn. authentication_providers.[s created_date. data_sources.[s description. endpoint. grafana_version. id~ kms_key_id. last_updated_date. name. notification_destinations.[s organization_role_name. organizational_units.[s permission_type. region~ role_arn. saml_configuration_status. stack_set_name. status. tags~{s workspace_id!
guardduty_detector arn. features.@l4323 finding_publishing_frequency. id~ region~ service_role_arn. status. tags~{s
guardduty_finding_ids detector_id! finding_ids.[s has_findings.b id. region~
iam_access_keys access_keys.@s4324 id~ user!
iam_account_alias account_alias. id~
iam_group arn. group_id. group_name! id~ path. users.@l4325
iam_instance_profile arn. create_date. id~ name! path. role_arn. role_id. role_name.
iam_instance_profiles arns.(s id~ names.(s paths.(s role_name!
iam_openid_connect_provider arn~ client_id_list.[s id~ tags~{s thumbprint_list.[s url~
iam_outbound_web_identity_federation issuer_identifier.
iam_policy arn~ attachment_count.n description. id~ name~ path. path_prefix policy. policy_id. tags~{s
iam_policy_document id~ json. minified_json. override_json override_policy_documents[s policy_id source_json source_policy_documents[s version statement#l4328
iam_principal_policy_simulation action_names!(s additional_policies_json(s all_allowed.b caller_arn id. permissions_boundary_policies_json(s policy_source_arn! resource_arns(s resource_handling_option resource_owner_account_id resource_policy_json results.@s4330 context#s4331
iam_role arn. assume_role_policy. create_date. description. id~ max_session_duration.n name! path. permissions_boundary. role_last_used.@l4332 tags~{s unique_id.
iam_role_policies policy_names.(s role_name!
iam_role_policy_attachments attached_policies.@l4333 path_prefix role_name!
iam_roles arns.(s id~ name_regex names.(s path_prefix
iam_saml_provider arn! create_date. id~ name. saml_metadata_document. saml_provider_uuid. tags~{s valid_until.
iam_server_certificate arn. certificate_body. certificate_chain. expiration_date. id~ latest:b name~ name_prefix path. path_prefix upload_date.
iam_session_context arn! id~ issuer_arn. issuer_id. issuer_name. session_name.
iam_user arn. id~ path. permissions_boundary. tags~{s user_id. user_name!
iam_user_ssh_key encoding! fingerprint. id~ public_key. ssh_public_key_id! status. username!
iam_users arns.(s id~ name_regex names.(s path_prefix
identitystore_group description. display_name. external_ids.@l1985 group_id~ id~ identity_store_id! region~ alternate_identifier#14336
identitystore_group_memberships group_id! group_memberships.@l4338 identity_store_id! region~
identitystore_groups groups.@l4339 identity_store_id! region~
identitystore_user addresses.@l4340 display_name. emails.@l4341 external_ids.@l1985 id~ identity_store_id! locale. name.@l4342 nickname. phone_numbers.@l4341 preferred_language. profile_url. region~ timezone. title. user_id~ user_name. user_status. user_type. alternate_identifier#14336
identitystore_users identity_store_id! region~ users.@l4343
imagebuilder_component arn! change_description. data. date_created. description. encrypted.b id~ kms_key_id. name. owner. platform. region~ supported_os_versions.(s tags~{s type. version.
imagebuilder_components arns.(s id~ names.(s owner region~ filter#s1764
imagebuilder_container_recipe arn! component.@l4344 container_type. date_created. description. dockerfile_template_data. encrypted.b id~ instance_configuration.@l4347 kms_key_id. name. owner. parent_image. platform. region~ tags~{s target_repository.@l4348 version. working_directory.
imagebuilder_container_recipes arns.(s id~ names.(s owner region~ filter#s1764
imagebuilder_distribution_configuration arn! date_created. date_updated. description. distribution.@s4358 id~ name. region~ tags~{s
imagebuilder_distribution_configurations arns.(s id~ names.(s region~ filter#s1764
imagebuilder_image arn! build_version_arn. container_recipe_arn. date_created. distribution_configuration_arn. enhanced_image_metadata_enabled.b id~ image_recipe_arn. image_scanning_configuration.@l4360 image_tests_configuration.@l4361 infrastructure_configuration_arn. name. os_version. output_resources.@l2006 platform. region~ tags~{s version.
imagebuilder_image_pipeline arn! container_recipe_arn. date_created. date_last_run. date_next_run. date_updated. description. distribution_configuration_arn. enhanced_image_metadata_enabled.b id~ image_recipe_arn. image_scanning_configuration.@l4360 image_tests_configuration.@l4361 infrastructure_configuration_arn. name. platform. region~ schedule.@l4362 status. tags~{s
imagebuilder_image_pipelines arns.(s id~ names.(s region~ filter#s1764
imagebuilder_image_recipe ami_tags.{s arn! block_device_mapping.@s4364 component.@l4344 date_created. description. id~ name. owner. parent_image. platform. region~ tags~{s user_data_base64. version. working_directory.
imagebuilder_image_recipes arns.(s id~ names.(s owner region~ filter#s1764
imagebuilder_infrastructure_configuration arn! date_created. date_updated. description. id~ instance_metadata_options.@l4365 instance_profile_name. instance_types.(s key_pair. logging.@l4367 name. placement.@l4368 region~ resource_tags~{s security_group_ids.(s sns_topic_arn. subnet_id. tags~{s terminate_instance_on_failure.b
imagebuilder_infrastructure_configurations arns.(s id~ names.(s region~ filter#s1764
inspector_rules_packages arns.[s id~ region~
instance ami. arn. associate_public_ip_address.b availability_zone. credit_specification.@l4369 disable_api_stop.b disable_api_termination.b ebs_block_device.@s4370 ebs_optimized.b enclave_options.@l4226 ephemeral_block_device.@l4371 get_password_data:b get_user_data:b host_id. host_resource_group_arn. iam_instance_profile. id~ instance_id instance_state. instance_tags~{s instance_type. ipv6_addresses.(s key_name. launch_time. maintenance_options.@l4372 metadata_options.@l4373 monitoring.b network_interface_id. outpost_arn. password_data. placement_group. placement_group_id. placement_partition_number.n private_dns. private_dns_name_options.@l4374 private_ip. public_dns. public_ip. region~ root_block_device.@s4375 secondary_private_ips.(s security_groups.(s source_dest_check.b subnet_id. tags~{s tenancy. user_data. user_data_base64. vpc_security_group_ids.(s filter#s1764 timeouts#o3521
instances id~ ids.[s instance_state_names(s instance_tags~{s ipv6_addresses.[s private_ips.[s public_ips.[s region~ filter#s1764 timeouts#o3521
internet_gateway arn. attachments.@l4376 id~ internet_gateway_id~ owner_id. region~ tags~{s filter#s1764 timeouts#o3521
iot_endpoint endpoint_address. endpoint_type id~ region~
iot_registration_code id~ region~ registration_code.
ip_ranges cidr_blocks.[s create_date. id~ ipv6_cidr_blocks.[s regions(s services!(s sync_token.n url
ivs_stream_key arn. channel_arn! id~ region~ tags~{s value.
kendra_experience arn. configuration.@l4379 created_at. description. endpoints.@s2116 error_message. experience_id! id~ index_id! name. region~ role_arn. status. updated_at.
kendra_faq arn. created_at. description. error_message. faq_id! file_format. id~ index_id! language_code. name. region~ role_arn. s3_path.@l3560 status. tags~{s updated_at.
kendra_index arn. capacity_units.@l4380 created_at. description. document_metadata_configuration_updates.@s4383 edition. error_message. id! index_statistics.@l2122 name. region~ role_arn. server_side_encryption_configuration.@l4384 status. tags~{s updated_at. user_context_policy. user_group_resolution_configuration.@l4385 user_token_configurations.@l4388
kendra_query_suggestions_block_list arn. created_at. description. error_message. file_size_bytes.n id~ index_id! item_count.n name. query_suggestions_block_list_id! region~ role_arn. source_s3_path.@l3560 status. tags~{s updated_at.
kendra_thesaurus arn. created_at. description. error_message. file_size_bytes.n id~ index_id! name. region~ role_arn. source_s3_path.@l3560 status. synonym_rule_count.n tags~{s term_count.n thesaurus_id! updated_at.
key_pair arn. create_time. fingerprint. id~ include_public_key:b key_name key_pair_id key_type. public_key. region~ tags~{s filter#s1764 timeouts#o3521
kinesis_firehose_delivery_stream arn. id~ name! region~
kinesis_stream arn. closed_shards.(s creation_timestamp.n encryption_type. id~ kms_key_id. max_record_size_in_kib.n name! open_shards.(s region~ retention_period.n shard_level_metrics.(s status. stream_mode_details.@l4389 tags~{s warm_throughput.@l4390
kinesis_stream_consumer arn~ creation_timestamp. id~ name~ region~ status. stream_arn! tags~{s
kms_alias arn. id~ name! region~ target_key_arn. target_key_id.
kms_ciphertext ciphertext_blob. context{s id~ key_id! plaintext! region~
kms_custom_key_store cloud_hsm_cluster_id. connection_state. creation_date. custom_key_store_id~ custom_key_store_name~ id~ region~ trust_anchor_certificate.
kms_key arn. aws_account_id. cloud_hsm_cluster_id. creation_date. custom_key_store_id. customer_master_key_spec. deletion_date. description. enabled.b expiration_model. grant_tokens[s id~ key_id! key_manager. key_spec. key_state. key_usage. multi_region.b multi_region_configuration.@l4392 origin. pending_deletion_window_in_days.n region~ valid_to. xks_key_configuration.@l3936
kms_public_key arn. customer_master_key_spec. encryption_algorithms.[s grant_tokens[s id~ key_id! key_usage. public_key. public_key_pem. region~ signing_algorithms.[s
kms_secret id~ region~ secret!#s4393
kms_secrets id~ plaintext.{s region~ secret!#s4394
lakeformation_data_lake_settings admins.(s allow_external_data_filtering.b allow_full_table_external_data_access.b authorized_session_tag_value_list.[s catalog_id create_database_default_permissions.@l4395 create_table_default_permissions.@l4395 external_data_filtering_allow_list.(s id~ parameters.{s read_only_admins.(s region~ trusted_resource_owners.[s
lakeformation_permissions catalog_id catalog_resource:b id~ permissions.[s permissions_with_grant_option.[s principal! region~ data_cells_filter#12237 data_location#12238 database#12239 lf_tag#12232 lf_tag_policy#12240 table#12241 table_with_columns#12242
lakeformation_resource arn! hybrid_access_enabled.b id~ last_modified. region~ role_arn. with_federation.b with_privileged_access.b
lambda_alias arn. description. function_name! function_version. id~ invoke_arn. name! region~
lambda_code_signing_config allowed_publishers.@l4396 arn! config_id. description. id~ last_modified. policies.@l4397 region~
lambda_function architectures.[s arn. capacity_provider_config.@l4399 code_sha256. code_signing_config_arn. dead_letter_config.@l4400 description. durable_config.@l4401 environment.@l4402 ephemeral_storage.@l4075 file_system_config.@l4403 function_name! handler. id~ image_uri. invoke_arn. kms_key_arn. last_modified. layers.[s logging_config.@l4404 memory_size.n qualified_arn. qualified_invoke_arn. qualifier region~ reserved_concurrent_executions.n response_streaming_invoke_arn. role. runtime. signing_job_arn. signing_profile_version_arn. source_code_hash. source_code_size.n source_kms_key_arn. tags~{s tenancy_config.@l4405 timeout.n tracing_config.@l4406 version. vpc_config.@l4407
lambda_function_url authorization_type. cors.@l4408 creation_time. function_arn. function_name! function_url. id~ invoke_mode. last_modified_time. qualifier region~ url_id.
lambda_functions function_arns.[s function_names.[s id~ region~
lambda_invocation function_name! id~ input! qualifier region~ result. tenant_id
lambda_layer_version arn. code_sha256. compatible_architecture compatible_architectures.(s compatible_runtime compatible_runtimes.(s created_date. description. id~ layer_arn. layer_name~ layer_version_arn~ license_info. region~ signing_job_arn. signing_profile_version_arn. source_code_hash. source_code_size.n version~n
launch_configuration arn. associate_public_ip_address.b ebs_block_device.@s4409 ebs_optimized.b enable_monitoring.b ephemeral_block_device.@s112 iam_instance_profile. id~ image_id. instance_type. key_name. metadata_options.@l4410 name! placement_tenancy. region~ root_block_device.@l4411 security_groups.(s spot_price. user_data.
launch_template arn. block_device_mappings.@l4413 capacity_reservation_specification.@l4415 cpu_options.@l4416 credit_specification.@l4369 default_version.n description. disable_api_stop.b disable_api_termination.b ebs_optimized. enclave_options.@l4226 hibernation_options.@l4417 iam_instance_profile.@l4212 id~ image_id. instance_initiated_shutdown_behavior. instance_market_options.@l4419 instance_requirements.@l3943 instance_type. kernel_id. key_name. latest_version.n license_specification.@l4420 maintenance_options.@l4372 metadata_options.@l4373 monitoring.@l4226 name~ network_interfaces.@l4422 network_performance_options.@l4423 placement.@l4424 private_dns_name_options.@l4374 ram_disk_id. region~ secondary_interfaces.@l4425 security_group_names.(s tag_specifications.@l4426 tags~{s user_data. vpc_security_group_ids.(s filter#s1764 timeouts#o3521
lb access_logs.@l4427 arn~ arn_suffix. client_keep_alive.n connection_logs.@l4427 customer_owned_ipv4_pool. desync_mitigation_mode. dns_name. dns_record_client_routing_policy. drop_invalid_header_fields.b enable_cross_zone_load_balancing.b enable_deletion_protection.b enable_http2.b enable_prefix_for_ipv6_source_nat. enable_tls_version_and_cipher_suite_headers.b enable_waf_fail_open.b enable_xff_client_port.b enable_zonal_shift.b enforce_security_group_inbound_rules_on_private_link_traffic. health_check_logs.@l4427 id~ idle_timeout.n internal.b ip_address_type. ipam_pools.@l4428 load_balancer_type. name~ preserve_host_header.b region~ secondary_ips_auto_assigned_per_subnet.n security_groups.(s subnet_mapping.@s4429 subnets.(s tags~{s vpc_id. xff_header_processing_mode. zone_id. timeouts#o3521
lb_hosted_zone_id id~ load_balancer_type region~
lb_listener alpn_policy. arn~ certificate_arn. default_action.@l4439 id~ load_balancer_arn~ mutual_authentication.@l4440 port~n protocol. region~ ssl_policy. tags~{s timeouts#o3521
lb_listener_rule arn~ listener_arn~ priority~n region~ tags.{s action#l4444 condition#s4450 transform#s4453
lb_target_group arn~ arn_suffix. connection_termination.b deregistration_delay. health_check.@l4454 id~ lambda_multi_value_headers_enabled.b load_balancer_arns.(s load_balancing_algorithm_type. load_balancing_anomaly_mitigation~ load_balancing_cross_zone_enabled. name~ port.n preserve_client_ip. protocol. protocol_version. proxy_protocol_v2.b region~ slow_start.n stickiness.@l4455 tags~{s target_control_port.n target_type. vpc_id. timeouts#o3521
lb_trust_store arn~ id~ name~ region~
lbs arns.(s id~ region~ tags{s
lex_bot arn. checksum. child_directed.b created_date. description. detect_sentiment.b enable_model_improvements.b failure_reason. id~ idle_session_ttl_in_seconds.n last_updated_date. locale. name! nlu_intent_confidence_threshold.n region~ status. version voice_id.
lex_bot_alias arn. bot_name! bot_version. checksum. created_date. description. id~ last_updated_date. name! region~
lex_intent arn. checksum. created_date. description. id~ last_updated_date. name! parent_intent_signature. region~ version
lex_slot_type checksum. created_date. description. enumeration_value.@s4456 id~ last_updated_date. name! region~ value_selection_strategy. version
licensemanager_grants arns.[s id~ region~ filter#s1764
licensemanager_received_license beneficiary. consumption_configuration.@l4459 create_time. entitlements.@s4460 home_region. id~ issuer.@l4461 license_arn! license_metadata.@s3951 license_name. product_name. product_sku. received_metadata.@l4462 region~ status. validity.@l4463 version.
licensemanager_received_licenses arns.[s id~ region~ filter#s1764
location_geofence_collection collection_arn. collection_name! create_time. description. id~ kms_key_id~ region~ tags~{s update_time.
location_map configuration.@l4464 create_time. description. id~ map_arn. map_name! region~ tags~{s update_time.
location_place_index create_time. data_source. data_source_configuration.@l4465 description. id~ index_arn. index_name! region~ tags~{s update_time.
location_route_calculator calculator_arn. calculator_name! create_time. data_source. description. id~ region~ tags~{s update_time.
location_tracker create_time. description. id~ kms_key_id. position_filtering. region~ tags~{s tracker_arn. tracker_name! update_time.
location_tracker_association consumer_arn! id~ region~ tracker_name!
location_tracker_associations consumer_arns.(s id~ region~ tracker_name!
media_convert_queue arn. id! name. region~ status. tags~{s
medialive_input arn. attached_channels.[s destinations.@l4467 id! input_class. input_devices.@l3936 input_partner_ids.[s input_source_type. media_connect_flows.@l4468 name. region~ role_arn. security_groups.[s sources.@l4469 state. tags.{s type.
memorydb_acl arn. id~ minimum_engine_version. name! region~ tags~{s user_names.(s
memorydb_cluster acl_name. arn. auto_minor_version_upgrade.b cluster_endpoint.@l1694 data_tiering.b description. engine. engine_patch_version. engine_version. final_snapshot_name. id~ ip_discovery. kms_key_arn. maintenance_window. name! network_type. node_type. num_replicas_per_shard.n num_shards.n parameter_group_name. port.n region~ security_group_ids.(s shards.@s2632 snapshot_retention_limit.n snapshot_window. sns_topic_arn. subnet_group_name. tags~{s tls_enabled.b
memorydb_parameter_group arn. description. family. id~ name! parameter.@s3951 region~ tags~{s
memorydb_snapshot arn. cluster_configuration.@l2633 cluster_name. id~ kms_key_arn. name! region~ source. tags~{s
memorydb_subnet_group arn. description. id~ name! region~ subnet_ids.(s tags~{s vpc_id.
memorydb_user access_string. arn. authentication_mode.@l4470 id~ minimum_engine_version. region~ tags~{s user_name!
mq_broker arn. authentication_strategy. auto_minor_version_upgrade.b broker_id~ broker_name~ configuration.@l4471 deployment_mode. encryption_options.@l4472 engine_type. engine_version. host_instance_type. id~ instances.@l2634 ldap_server_metadata.@l4473 logs.@l4474 maintenance_window_start_time.@l4475 publicly_accessible.b region~ resource_share_arns.(s security_groups.(s shared_resources.@l2635 storage_type. subnet_ids.(s tags~{s user.@s4476
mq_broker_engine_types broker_engine_types.@l4477 engine_type id~ region~
mq_broker_instance_type_offerings broker_instance_options.@l4478 engine_type host_instance_type id~ region~ storage_type
msk_bootstrap_brokers bootstrap_brokers. bootstrap_brokers_ipv6. bootstrap_brokers_public_sasl_iam. bootstrap_brokers_public_sasl_scram. bootstrap_brokers_public_tls. bootstrap_brokers_sasl_iam. bootstrap_brokers_sasl_iam_ipv6. bootstrap_brokers_sasl_scram. bootstrap_brokers_sasl_scram_ipv6. bootstrap_brokers_tls. bootstrap_brokers_tls_ipv6. bootstrap_brokers_vpc_connectivity_sasl_iam. bootstrap_brokers_vpc_connectivity_sasl_scram. bootstrap_brokers_vpc_connectivity_tls. cluster_arn! id~ region~
msk_broker_nodes cluster_arn! id~ node_info_list.@l4479 region~
msk_cluster arn. bootstrap_brokers. bootstrap_brokers_public_sasl_iam. bootstrap_brokers_public_sasl_scram. bootstrap_brokers_public_tls. bootstrap_brokers_sasl_iam. bootstrap_brokers_sasl_scram. bootstrap_brokers_tls. broker_node_group_info.@l4487 cluster_name! cluster_uuid. customer_action_status. id~ kafka_version. number_of_broker_nodes.n region~ tags~{s zookeeper_connect_string. zookeeper_connect_string_tls.
msk_configuration arn. description. id~ kafka_versions.(s latest_revision.n name! region~ server_properties.
msk_kafka_version id~ preferred_versions[s region~ status. version~
msk_topic arn. cluster_arn! configs. name! partition_count.n region~ replication_factor.n
msk_vpc_connection arn! authentication. client_subnets.(s id~ region~ security_groups.(s tags~{s target_cluster_arn. vpc_id.
mskconnect_connector arn. description. id~ name! region~ tags~{s version.
mskconnect_custom_plugin arn. description. id~ latest_revision.n name! region~ state. tags~{s
mskconnect_worker_configuration arn. description. id~ latest_revision.n name! properties_file_content. region~ tags~{s
nat_gateway allocation_id. association_id. auto_provision_zones. auto_scaling_ips. availability_mode. availability_zone_address.@s4488 connectivity_type. id~ network_interface_id. private_ip. public_ip. region~ regional_nat_gateway_address.@s2708 route_table_id. secondary_allocation_ids.[s secondary_private_ip_address_count.n secondary_private_ip_addresses.[s state~ subnet_id~ tags~{s vpc_id~ filter#s1764 timeouts#o3521
nat_gateways id~ ids.[s region~ tags~{s vpc_id filter#s1764 timeouts#o3521
neptune_engine_version default_character_set. default_only:b engine engine_description. exportable_log_types.(s has_major_target:b has_minor_target:b id~ latest:b parameter_group_family~ preferred_major_targets[s preferred_upgrade_targets[s preferred_versions[s region~ supported_character_sets.(s supported_timezones.(s supports_global_databases.b supports_log_exports_to_cloudwatch.b supports_read_replica.b valid_major_targets.(s valid_minor_targets.(s valid_upgrade_targets.(s version~ version_actual. version_description.
neptune_orderable_db_instance availability_zones.[s engine engine_version~ id~ instance_class~ license_model max_iops_per_db_instance.n max_iops_per_gib.n max_storage_size.n min_iops_per_db_instance.n min_iops_per_gib.n min_storage_size.n multi_az_capable.b preferred_instance_classes[s read_replica_capable.b region~ storage_type. supports_enhanced_monitoring.b supports_iam_database_authentication.b supports_iops.b supports_performance_insights.b supports_storage_encryption.b vpc~b
network_acls id~ ids.[s region~ tags~{s vpc_id filter#s1764 timeouts#o3521
network_interface arn. association.@l4489 attachment.@l4490 availability_zone. description. ena_srd_specification.@l4492 id~ interface_type. ipv6_addresses.(s mac_address. outpost_arn. owner_id. private_dns_name. private_ip. private_ips.[s region~ requester_id. security_groups.(s subnet_id. tags~{s vpc_id. filter#s1764 timeouts#o3521
network_interfaces id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
networkfirewall_firewall arn~ availability_zone_change_protection.b availability_zone_mapping.@s4493 delete_protection.b description. enabled_analysis_types.(s encryption_configuration.@s4494 firewall_policy_arn. firewall_policy_change_protection.b firewall_status.@l4499 id~ name~ region~ subnet_change_protection.b subnet_mapping.@s4500 tags~{s transit_gateway_id. transit_gateway_owner_account_id. update_token. vpc_id.
networkfirewall_firewall_policy arn description. firewall_policy.@l4513 id~ name region~ tags~{s update_token.
networkfirewall_resource_policy id~ policy. region~ resource_arn!
networkmanager_connection arn. connected_device_id. connected_link_id. connection_id! description. device_id. global_network_id! id~ link_id. tags~{s
networkmanager_connections device_id global_network_id! id~ ids.[s tags{s
networkmanager_core_network arn. core_network_id! created_at. description. edges.@l2772 global_network_id. network_function_groups.@l4515 segments.@l2773 state. tags.{s
networkmanager_core_network_policy_document id~ json. version attachment_policies#l4518 attachment_routing_policy_rules#l4520 core_network_configuration!#l4522 network_function_groups#l4523 routing_policies#l4527 segment_actions#l4532 segments!#l4533
networkmanager_device arn. aws_location.@l4534 description. device_id! global_network_id! id~ location.@l4535 model. serial_number. site_id. tags~{s type. vendor.
networkmanager_devices global_network_id! id~ ids.[s site_id tags{s
networkmanager_global_network arn. description. global_network_id! id~ tags~{s
networkmanager_global_networks id~ ids.[s tags{s
networkmanager_link arn. bandwidth.@l4536 description. global_network_id! id~ link_id! provider_name. site_id. tags~{s type.
networkmanager_links global_network_id! id~ ids.[s provider_name site_id tags{s type
networkmanager_site arn. description. global_network_id! id~ location.@l4535 site_id! tags~{s
networkmanager_sites global_network_id! id~ ids.[s tags{s
oam_link arn. id~ label. label_template. link_configuration.@l4538 link_id. link_identifier! region~ resource_types.(s sink_arn. tags~{s
oam_links arns.(s id~ region~
oam_sink arn. id~ name. region~ sink_id. sink_identifier! tags~{s
oam_sinks arns.(s id~ region~
odb_cloud_autonomous_vm_cluster arn. autonomous_data_storage_percentage.n autonomous_data_storage_size_in_tbs.n available_autonomous_data_storage_size_in_tbs.n available_container_databases.n available_cpus.n cloud_exadata_infrastructure_arn. cloud_exadata_infrastructure_id. compute_model. cpu_core_count.n cpu_core_count_per_node.n cpu_percentage.n created_at. data_storage_size_in_gbs.n data_storage_size_in_tbs.n db_servers.(s description. display_name. domain. exadata_storage_in_tbs_lowest_scaled_value.n hostname. id! is_mtls_enabled_vm_cluster.b license_model. maintenance_window.@l4539 max_acds_lowest_scaled_value.n memory_per_oracle_compute_unit_in_gbs.n memory_size_in_gbs.n node_count.n non_provisionable_autonomous_container_databases.n oci_resource_anchor_name. oci_url. ocid. odb_network_arn. odb_network_id. odb_node_storage_size_in_gbs.n percent_progress.n provisionable_autonomous_container_databases.n provisioned_autonomous_container_databases.n provisioned_cpus.n reclaimable_cpus.n region~ reserved_cpus.n scan_listener_port_non_tls.n scan_listener_port_tls.n shape. status. status_reason. tags.{s time_database_ssl_certificate_expires. time_ords_certificate_expires. time_zone. total_container_databases.n
odb_cloud_autonomous_vm_clusters cloud_autonomous_vm_clusters.@l4540 region~
odb_cloud_exadata_infrastructure activated_storage_count.n additional_storage_count.n arn. availability_zone. availability_zone_id. available_storage_size_in_gbs.n compute_count.n compute_model. cpu_count.n created_at. customer_contacts_to_send_to_oci.@s4541 data_storage_size_in_tbs.n database_server_type. db_node_storage_size_in_gbs.n db_server_version. display_name. id! last_maintenance_run_id. maintenance_window.@l4542 max_cpu_count.n max_data_storage_in_tbs.n max_db_node_storage_size_in_gbs.n max_memory_in_gbs.n memory_size_in_gbs.n monthly_db_server_version. monthly_storage_server_version. next_maintenance_run_id. oci_resource_anchor_name. oci_url. ocid. percent_progress.n region~ shape. status. status_reason. storage_count.n storage_server_type. storage_server_version. tags.{s total_storage_size_in_gbs.n
odb_cloud_exadata_infrastructures cloud_exadata_infrastructures.@l4543 region~
odb_cloud_vm_cluster arn. cloud_exadata_infrastructure_arn. cloud_exadata_infrastructure_id. cluster_name. compute_model. cpu_core_count.n created_at. data_collection_options.@l4544 data_storage_size_in_tbs.n db_node_storage_size_in_gbs.n db_servers.[s disk_redundancy. display_name. domain. gi_version. hostname_prefix_computed. id! iorm_config_cache.@l2814 is_local_backup_enabled.b is_sparse_disk_group_enabled.b last_update_history_entry_id. license_model. listener_port.n memory_size_in_gbs.n node_count.n oci_resource_anchor_name. oci_url. ocid. odb_network_arn. odb_network_id. percent_progress.n region~ scan_dns_name. scan_dns_record_id. scan_ip_ids.[s shape. ssh_public_keys.[s status. status_reason. storage_size_in_gbs.n system_version. tags.{s timezone. vip_ids.[s
odb_cloud_vm_clusters cloud_vm_clusters.@l4540 region~
odb_db_node additional_details. arn. backup_ip_id. backup_vnic2_id. backup_vnic_id. cloud_vm_cluster_id! cpu_core_count.n created_at. db_server_id. db_storage_size_in_gbs.n db_system_id. fault_domain. floating_ip_address. host_ip_id. hostname. id! maintenance_type. memory_size_in_gbs.n oci_resource_anchor_name. ocid. private_ip_address. region~ software_storage_size_in_gbs.n status. status_reason. time_maintenance_window_end. time_maintenance_window_start. total_cpu_core_count.n vnic2_id. vnic_id.
odb_db_nodes cloud_vm_cluster_id! db_nodes.@l4545 region~
odb_db_server autonomous_virtual_machine_ids.[s autonomous_vm_cluster_ids.[s cloud_exadata_infrastructure_id! compute_model. cpu_core_count.n created_at. db_node_storage_size_in_gbs.n db_server_patching_details.@l4546 display_name. exadata_infrastructure_id. id! max_cpu_count.n max_db_node_storage_in_gbs.n max_memory_in_gbs.n memory_size_in_gbs.n oci_resource_anchor_name. ocid. region~ shape. status. status_reason. vm_cluster_ids.[s
odb_db_servers cloud_exadata_infrastructure_id! db_servers.@l4547 region~
odb_db_system_shapes availability_zone_id db_system_shapes.@l4548 region~
odb_gi_versions gi_versions.@l4549 region~ shape
odb_iam_role_association aws_integration. iam_role_arn! region~ resource_arn! status. status_reason.
odb_network arn. availability_zone. availability_zone_id. backup_subnet_cidr. client_subnet_cidr. created_at. custom_domain_name. default_dns_prefix. display_name. ec2_placement_group_ids.[s id! managed_services.@l4555 oci_dns_forwarding_configs.@l2824 oci_network_anchor_id. oci_network_anchor_url. oci_resource_anchor_name. oci_vcn_id. oci_vcn_url. peered_cidrs.(s percent_progress.n region~ status. status_reason. tags.{s
odb_network_peering_connection arn. created_at. display_name. id! odb_network_arn. odb_peering_connection_type. peer_network_arn. peer_network_cidrs.(s percent_progress.n region~ status. status_reason. tags.{s
odb_network_peering_connections odb_peering_connections.@l4556 region~
odb_networks odb_networks.@l4557 region~
opensearch_domain access_policies. advanced_options.{s advanced_security_options.@l4559 arn. auto_tune_options.@l4560 cluster_config.@l4563 cognito_options.@l4274 created.b dashboard_endpoint. dashboard_endpoint_v2. deleted.b deployment_strategy_options.@l4564 domain_endpoint_v2_hosted_zone_id. domain_id. domain_name! ebs_options.@l4275 encryption_at_rest.@l4276 endpoint. endpoint_v2. engine_version. id~ identity_center_options.@l4565 ip_address_type. log_publishing_options.@s4277 node_to_node_encryption.@l4226 off_peak_window_options.@l4567 processing.b region~ snapshot_options.@l4278 software_update_options.@l4568 tags~{s vpc_options.@l4279
opensearchserverless_access_policy description. id. name! policy. policy_version. region~ type!
opensearchserverless_collection arn. collection_endpoint. created_date. dashboard_endpoint. description. failure_code. failure_message. id~ kms_key_arn. last_modified_date. name~ region~ standby_replicas. tags.{s type.
opensearchserverless_collection_group arn. capacity_limits.@l4569 created_date. description. generation. id~ name~ region~ standby_replicas. tags.{s
opensearchserverless_collection_groups collection_group_summaries.@l4570 region~
opensearchserverless_lifecycle_policy created_date. description. id. last_modified_date. name! policy. policy_version. region~ type!
opensearchserverless_security_config config_version. created_date. description. id! last_modified_date. region~ type. iam_federation_options#l4571 iam_identity_center_options#l4572 saml_options#l4573
opensearchserverless_security_policy created_date. description. id~ last_modified_date. name! policy. policy_version. region~ type!
opensearchserverless_vpc_endpoint created_date. id~ name. region~ security_group_ids.[s subnet_ids.[s vpc_endpoint_id! vpc_id.
organizations_account account_id! arn. email. id~ joined_method. joined_timestamp. name. parent_id. state. tags~{s
organizations_delegated_administrators delegated_administrators.@s4574 id~ service_principal
organizations_delegated_services account_id! delegated_services.@s4575 id~
organizations_entity_path entity_id! entity_path.
organizations_organization accounts.@l2852 arn. aws_service_access_principals.(s enabled_policy_types.(s feature_set. id~ master_account_arn. master_account_email. master_account_id. master_account_name. non_master_accounts.@l2852 return_organization_only:b roots.@l2854
organizations_organizational_unit arn. id~ name! parent_id!
organizations_organizational_unit_child_accounts accounts.@l2852 id~ parent_id!
organizations_organizational_unit_descendant_accounts accounts.@l2852 id~ parent_id!
organizations_organizational_unit_descendant_organizational_units children.@l1337 id~ parent_id!
organizations_organizational_units children.@l1337 id~ parent_id!
organizations_policies filter! id~ ids.[s
organizations_policies_for_target filter! id~ ids.[s target_id!
organizations_policy arn. aws_managed.b content. description. id~ name. policy_id! type.
organizations_resource_tags id~ resource_id! tags~{s
outposts_asset arn! asset_id! asset_type. host_id. id~ instance_families.[s rack_elevation.n rack_id. region~
outposts_assets arn! asset_ids.[s host_id_filter(s id~ region~ status_id_filter(s
outposts_outpost arn~ availability_zone. availability_zone_id. description. id~ lifecycle_status. name~ owner_id region~ site_arn. site_id. supported_hardware_type. tags~{s
outposts_outpost_instance_type arn! id~ instance_type~ preferred_instance_types[s region~
outposts_outpost_instance_types arn! id~ instance_types.(s region~
outposts_outposts arns.(s availability_zone~ availability_zone_id~ id~ ids.(s owner_id~ region~ site_id~
outposts_site account_id. description. id~ name~ region~
outposts_sites id~ ids.(s region~
partition dns_suffix. id~ partition. reverse_dns_prefix.
polly_voices engine id. include_additional_language_codes:b language_code region~ voices#l4576
prefix_list cidr_blocks.[s id~ name~ prefix_list_id region~ filter#s1764 timeouts#o3521
pricing_product id~ result. service_code! filters!#l4577
prometheus_default_scraper_configuration configuration. region~
prometheus_workspace alias. arn. created_date. id~ kms_key_arn. prometheus_endpoint. region~ status. tags~{s workspace_id!
prometheus_workspaces alias_prefix aliases.[s arns.[s id~ region~ workspace_ids.[s
qldb_ledger arn. deletion_protection.b id~ kms_key. name! permissions_mode. region~ tags~{s
quicksight_analysis analysis_id! arn. aws_account_id~ created_time. definition.a id~ last_published_time. last_updated_time. name. permissions.@l4578 region~ status. tags~{s theme_arn.
quicksight_data_set arn. aws_account_id~ column_groups.@l4580 column_level_permission_rules.@l4581 data_set_id! data_set_usage_configuration.@l4582 field_folders.@s4583 id~ import_mode. logical_table_map.@s4598 name. permissions.@l4578 physical_table_map.@s4603 region~ row_level_permission_data_set.@l4604 row_level_permission_tag_configuration.@l4606 tags~{s
quicksight_group arn. aws_account_id~ description. group_name! id~ namespace principal_id. region~
quicksight_theme arn. aws_account_id~ base_theme_id. configuration.@l4615 created_time. id~ last_updated_time. name. permissions.@l4578 region~ status. tags~{s theme_id! version_description. version_number.n
quicksight_user active.b arn. aws_account_id~ custom_permissions_name. email. id~ identity_type. namespace principal_id. region~ user_name! user_role.
ram_resource_share arn. id~ name~ owning_account_id. region~ resource_arns.[s resource_owner! resource_share_status status. tags~{s filter#s929
rds_certificate arn. certificate_type. customer_override.b customer_override_valid_till. default_for_new_launches:b id~ latest_valid_till:b region~ thumbprint. valid_from. valid_till.
rds_cluster arn. availability_zones.(s backtrack_window.n backup_retention_period.n cluster_identifier! cluster_members.(s cluster_resource_id. cluster_scalability_type. database_insights_mode. database_name. db_cluster_parameter_group_name. db_subnet_group_name. db_system_id. deletion_protection.b enabled_cloudwatch_logs_exports.[s endpoint. engine. engine_mode. engine_version. final_snapshot_identifier. hosted_zone_id. iam_database_authentication_enabled.b iam_roles.(s id~ kms_key_id. master_user_secret.@l1411 master_username. monitoring_interval.n monitoring_role_arn. network_type. port.n preferred_backup_window. preferred_maintenance_window. reader_endpoint. region~ replication_source_identifier. storage_encrypted.b tags~{s upgrade_rollout_order. vpc_security_group_ids.(s
rds_cluster_parameter_group arn. description. family. name! region~
rds_clusters cluster_arns.(s cluster_identifiers.(s id~ region~ filter#s1764
rds_engine_version default_character_set. default_only:b engine! engine_description. exportable_log_types.(s has_major_target:b has_minor_target:b id~ include_all:b latest:b parameter_group_family~ preferred_major_targets[s preferred_upgrade_targets[s preferred_versions[s region~ status. supported_character_sets.(s supported_feature_names.(s supported_modes.(s supported_timezones.(s supports_certificate_rotation_without_restart.b supports_global_databases.b supports_integrations.b supports_limitless_database.b supports_local_write_forwarding.b supports_log_exports_to_cloudwatch.b supports_parallel_query.b supports_read_replica.b valid_major_targets.(s valid_minor_targets.(s valid_upgrade_targets.(s version~ version_actual. version_description. filter#s1764
rds_events duration:n end_time event_categories(s events.@l4616 region~ source_identifier source_type start_time
rds_global_cluster arn. database_name. deletion_protection.b endpoint. engine. engine_lifecycle_support. engine_version. identifier! members.@l1477 region~ resource_id. storage_encrypted.b tags.{s
rds_orderable_db_instance availability_zone_group~ availability_zones.[s engine! engine_latest_version:b engine_version~ id~ instance_class~ license_model~ max_iops_per_db_instance.n max_iops_per_gib.n max_storage_size.n min_iops_per_db_instance.n min_iops_per_gib.n min_storage_size.n multi_az_capable.b outpost_capable.b preferred_engine_versions[s preferred_instance_classes[s read_replica_capable~b region~ storage_type~ supported_engine_modes~[s supported_network_types~[s supports_clusters~b supports_enhanced_monitoring~b supports_global_databases~b supports_iam_database_authentication~b supports_iops~b supports_kerberos_authentication~b supports_multi_az~b supports_performance_insights~b supports_storage_autoscaling~b supports_storage_encryption~b vpc~b
rds_reserved_instance_offering currency_code. db_instance_class! duration!n fixed_price.n id~ multi_az!b offering_id. offering_type! product_description! region~
rds_snapshots db_instance_identifier db_snapshot_identifier include_public:b include_shared:b region~ snapshot_type snapshots.@l4617 filter#s1764
redshift_cluster allow_version_upgrade.b aqua_configuration_status. arn. automated_snapshot_retention_period.n availability_zone. availability_zone_relocation_enabled.b bucket_name. cluster_identifier! cluster_namespace_arn. cluster_nodes.@l3012 cluster_parameter_group_name. cluster_public_key. cluster_revision_number. cluster_subnet_group_name. cluster_type. cluster_version. database_name. default_iam_role_arn. elastic_ip. enable_logging.b encrypted.b endpoint. enhanced_vpc_routing.b iam_roles.[s id~ kms_key_id. log_destination_type. log_exports.(s maintenance_track_name. manual_snapshot_retention_period.n master_username. multi_az.b node_type. number_of_nodes.n port.n preferred_maintenance_window. publicly_accessible.b region~ s3_key_prefix. tags~{s vpc_id. vpc_security_group_ids.[s
redshift_cluster_credentials auto_create:b cluster_identifier! db_groups(s db_name db_password. db_user! duration_seconds:n expiration. id~ region~
redshift_data_shares data_shares.@l4618 id. region~
redshift_orderable_cluster availability_zones.[s cluster_type~ cluster_version~ id~ node_type~ preferred_node_types[s region~
redshift_producer_data_shares data_shares.@l4618 id. producer_arn! region~ status
redshift_subnet_group arn. description. id~ name! region~ subnet_ids.(s tags~{s
redshiftserverless_credentials db_name db_password. db_user. duration_seconds:n expiration. id~ region~ workgroup_name!
redshiftserverless_namespace admin_username. arn. db_name. default_iam_role_arn. iam_roles.(s id~ kms_key_id. log_exports.(s namespace_id. namespace_name! region~
redshiftserverless_workgroup arn. endpoint.@l3024 enhanced_vpc_routing.b id~ namespace_name. publicly_accessible.b region~ security_group_ids.(s subnet_ids.(s track_name. workgroup_id. workgroup_name!
region description. endpoint~ id~ name~ region~
regions all_regions:b id~ names.(s filter#s1764
resiliencehubv2_policy arn! availability_slo.@l4619 data_recovery.@l4620 description. kms_key_id. multi_az.@l4621 multi_region.@l4621 name. region~ tags.{s
resiliencehubv2_service arn! associated_system.@l4622 description. kms_key_id. name. permission_model.@l4624 policy_arn. region~ regions.[s tags.{s
resiliencehubv2_system arn! description. kms_key_id. name. organization_id. ou_id. region~ sharing_enabled.b system_id. tags.{s
resourceexplorer2_search id. query_string! region~ resource_count.@l4625 resources.@l4627 view_arn~
resourcegroupstaggingapi_required_tags region~ required_tags.@l4628
resourcegroupstaggingapi_resources exclude_compliant_resources:b id~ include_compliance_details:b region~ resource_arn_list(s resource_tag_mapping_list.@l4630 resource_type_filters(s tag_filter#l486
route carrier_gateway_id~ core_network_arn~ destination_cidr_block~ destination_ipv6_cidr_block~ destination_prefix_list_id~ egress_only_gateway_id~ gateway_id~ id~ instance_id~ local_gateway_id~ nat_gateway_id~ network_interface_id~ odb_network_arn~ region~ route_table_id! transit_gateway_id~ vpc_peering_connection_id~ timeouts#o3521
route_table arn. associations.@l4631 gateway_id~ id~ owner_id. region~ route_table_id~ routes.@l4632 subnet_id~ tags~{s vpc_id~ filter#s1764 timeouts#o3521
route_tables id~ ids.[s region~ tags~{s vpc_id filter#s1764 timeouts#o3521
route53_delegation_set arn. caller_reference. id! name_servers.[s
route53_records name_regex resource_record_sets.@l4638 zone_id!
route53_resolver_endpoint arn. direction. id~ ip_addresses.(s name. protocols.(s region~ resolver_endpoint_id resolver_endpoint_type. rni_enhanced_metrics_enabled.b status. target_name_server_metrics_enabled.b vpc_id. filter#s929
route53_resolver_firewall_config firewall_fail_open. id~ owner_id. region~ resource_id!
route53_resolver_firewall_domain_list arn. creation_time. creator_request_id. domain_count.n firewall_domain_list_id! id~ managed_owner_name. modification_time. name. region~ status. status_message.
route53_resolver_firewall_rule_group arn. creation_time. creator_request_id. firewall_rule_group_id! id~ modification_time. name. owner_id. region~ rule_count.n share_status. status. status_message.
route53_resolver_firewall_rule_group_association arn. creation_time. creator_request_id. firewall_rule_group_association_id! firewall_rule_group_id. id~ managed_owner_name. modification_time. mutation_protection. name. priority.n region~ status. status_message. vpc_id.
route53_resolver_firewall_rules action firewall_rule_group_id! firewall_rules.@l4639 id~ priority:n region~
route53_resolver_query_log_config arn. destination_arn. id~ name owner_id. region~ resolver_query_log_config_id share_status. tags~{s filter#s1764
route53_resolver_rule arn. domain_name~ id~ name~ owner_id. region~ resolver_endpoint_id~ resolver_rule_id~ rule_type~ share_status. tags~{s target_ips.@s4640
route53_resolver_rules id~ name_regex owner_id region~ resolver_endpoint_id resolver_rule_ids.(s rule_type share_status
route53_traffic_policy_document id~ json. record_type start_endpoint start_rule version endpoint#s4641 rule#s4647
route53_zone arn. caller_reference. comment. enable_accelerated_recovery:b id~ linked_service_description. linked_service_principal. name~ name_servers.[s primary_name_server. private_zone:b resource_record_set_count.n tags~{s vpc_id zone_id~
route53_zones id. ids.[s
route53profiles_profile arn. id~ name~ owner_id. region~ share_status. status. status_message. tags.{s
route53profiles_profiles profiles.@l4648 region~
s3_access_point account_id~ alias. arn. bucket. bucket_account_id. data_source_id. data_source_type. endpoints.{s name! network_origin. public_access_block_configuration.@l4649 region~ tags.{s vpc_configuration.@l4650
s3_account_public_access_block account_id block_public_acls.b block_public_policy.b id~ ignore_public_acls.b restrict_public_buckets.b
s3_bucket arn. bucket! bucket_domain_name. bucket_region. bucket_regional_domain_name. hosted_zone_id. id~ region~ website_domain. website_endpoint.
s3_bucket_notification bucket! eventbridge.b lambda_function.@l4651 queue.@l4652 region~ topic.@l4653
s3_bucket_object arn. body. bucket! bucket_key_enabled.b cache_control. content_disposition. content_encoding. content_language. content_length.n content_type. etag. expiration. expires. id~ key! last_modified. metadata.{s object_lock_legal_hold_status. object_lock_mode. object_lock_retain_until_date. range region~ server_side_encryption. sse_kms_key_id. storage_class. tags~{s version_id~ website_redirect_location.
s3_bucket_object_lock_configuration bucket! expected_bucket_owner object_lock_enabled. region~ rule.@l4655
s3_bucket_objects bucket! common_prefixes.[s delimiter encoding_type fetch_owner:b id~ keys.[s max_keys:n owners.[s prefix region~ start_after
s3_bucket_policy bucket! id~ policy. region~
s3_bucket_replication_configuration bucket! region~ role. rule.@l4665
s3_buckets bucket_region buckets.@l4666 max_buckets:n prefix region~
s3_directory_buckets arns.[s buckets.[s id. region~
s3_object arn. body. body_base64. bucket! bucket_key_enabled.b cache_control. checksum_crc32. checksum_crc32c. checksum_crc64nvme. checksum_mode checksum_sha1. checksum_sha256. content_disposition. content_encoding. content_language. content_length.n content_type. download_body etag. expiration. expires. id~ key! last_modified. metadata.{s object_lock_legal_hold_status. object_lock_mode. object_lock_retain_until_date. range region~ server_side_encryption. sse_kms_key_id. storage_class. tags~{s version_id~ website_redirect_location.
s3_objects bucket! common_prefixes.[s delimiter encoding_type fetch_owner:b id~ keys.[s max_keys:n owners.[s prefix region~ request_charged. request_payer start_after
s3control_access_points access_points.@l4667 account_id bucket data_source_id data_source_type region~
s3control_multi_region_access_point account_id~ alias. arn. created_at. domain_name. id~ name! public_access_block.@l4649 region~ regions.@l4668 status.
s3control_multi_region_access_points access_points.@l4669 account_id region~
s3files_access_point arn. file_system_id. id! name. owner_id. region~ status. tags.{s posix_user#l4207 root_directory#l4670
s3files_file_system arn. bucket. creation_time. id! kms_key_id. name. owner_id. prefix. region~ role_arn. status. status_message. tags.{s
s3files_file_systems region~ file_systems#l4671
s3files_mount_target availability_zone_id. file_system_id. id! ipv4_address. ipv6_address. network_interface_id. owner_id. region~ security_groups.(s status. status_message. subnet_id. vpc_id.
sagemaker_prebuilt_ecr_image dns_suffix id~ image_tag region~ registry_id. registry_path. repository_name!
savingsplans_offerings currencies(s descriptions(s durations(n offering_ids(s offerings.@l4672 operations(s payment_options(s plan_types(s product_type service_codes(s usage_types(s filter#l929
savingsplans_savings_plan commitment. currency. description. ec2_instance_family. end. offering_id. payment_option. product_types.[s purchase_time. recurring_payment_amount. region. returnable_until. savings_plan_arn. savings_plan_id! savings_plan_offering_id. savings_plan_type. start. state. tags.{s term_duration_in_seconds.n upfront_payment_amount.
secretsmanager_random_password exclude_characters exclude_lowercase:b exclude_numbers:b exclude_punctuation:b exclude_uppercase:b id~ include_space:b password_length:n random_password. region~ require_each_included_type:b
secretsmanager_secret arn~ created_date. description. id~ kms_key_id. last_changed_date. name~ policy. region~ tags~{s type.
secretsmanager_secret_rotation external_secret_rotation_metadata.@l3907 external_secret_rotation_role_arn. id~ region~ rotation_enabled.b rotation_lambda_arn. rotation_rules.@l4673 secret_id!
secretsmanager_secret_version arn. created_date. id~ region~ secret_arn. secret_binary. secret_id! secret_string. version_id~ version_stage version_stages.(s
secretsmanager_secret_versions arn. include_deprecated:b name. region~ secret_arn. secret_id! secret_name. versions.@l4674
secretsmanager_secrets arns.(s id~ names.(s region~ filter#s1764
security_group arn. description. id~ name~ region~ tags~{s vpc_id~ filter#s1764 timeouts#o3521
security_groups arns.[s id~ ids.[s region~ tags~{s vpc_ids.[s filter#s1764 timeouts#o3521
securityhub_enabled_standards region~ standards_subscription_arns[s standards_subscriptions.@l4676
securityhub_security_controls region~ security_control_definitions.@l4677 standards_arn
securityhub_standards_control_associations id. region~ security_control_id! standards_control_associations.@l4678
serverlessapplicationrepository_application application_id! id~ name. region~ required_capabilities.(s semantic_version~ source_code_url. template_url.
service dns_name~ id~ partition. region~ reverse_dns_name~ reverse_dns_prefix~ service_id~ supported.b
service_discovery_dns_namespace arn. description. hosted_zone. id~ name! region~ tags~{s type!
service_discovery_http_namespace arn. description. http_name. id~ name! region~ tags~{s
service_discovery_service arn. description. dns_config.@l4680 health_check_config.@l4681 health_check_custom_config.@l4682 id~ name! namespace_id! region~ tags{s
service_principal id. name. region~ service_name! suffix.
servicecatalog_constraint accept_language description~ id! owner. parameters. portfolio_id. product_id. region~ status. type. timeouts#o3521
servicecatalog_launch_paths accept_language id~ product_id! region~ summaries.@l4684 timeouts#o3521
servicecatalog_portfolio accept_language arn. created_time. description. id! name. provider_name. region~ tags~{s timeouts#o3521
servicecatalog_portfolio_constraints accept_language details.@l4685 id~ portfolio_id! product_id region~ timeouts#o3521
servicecatalog_product accept_language arn. created_time. description. distributor. has_default_path.b id! name. owner. region~ status. support_description. support_email. support_url. tags~{s type. timeouts#o3521
servicecatalog_provisioning_artifacts accept_language id~ product_id! provisioning_artifact_details.@l4686 region~ timeouts#o3521
servicecatalogappregistry_application application_tag.{s arn. description. id! name. region~ tags.{s
servicecatalogappregistry_attribute_group arn~ attributes. description. id~ name~ region~ tags.{s
servicecatalogappregistry_attribute_group_associations attribute_group_ids.(s id name region~
servicequotas_service id~ region~ service_code. service_name!
servicequotas_service_quota adjustable.b arn. default_value.n global_quota.b id~ quota_code~ quota_name~ region~ service_code! service_name. usage_metric.@l3528 value.n
servicequotas_templates aws_region id. region templates.@l4687
ses_active_receipt_rule_set arn. id~ region~ rule_set_name.
ses_domain_identity arn. domain! id~ region~ verification_token.
ses_email_identity arn. email! id~ region~
sesv2_configuration_set arn. configuration_set_name! delivery_options.@l4688 id~ region~ reputation_options.@l4689 sending_options.@l4690 suppression_options.@l4691 tags~{s tracking_options.@l4692 vdm_options.@l4695
sesv2_dedicated_ip_pool arn. dedicated_ips.@l4696 id~ pool_name! region~ scaling_mode. tags~{s
sesv2_email_identity arn. configuration_set_name. dkim_signing_attributes.@l4697 email_identity! id~ identity_type. region~ tags~{s verification_status. verified_for_sending_status.b
sesv2_email_identity_mail_from_attributes behavior_on_mx_failure. email_identity! id~ mail_from_domain. region~
sfn_activity arn~ creation_date. id~ name~ region~
sfn_alias arn. creation_date. description id~ name! region~ routing_configuration.@l4698 statemachine_arn!
sfn_state_machine arn. creation_date. definition. description. id~ name! region~ revision_id. role_arn. status.
sfn_state_machine_versions id~ region~ statemachine_arn! statemachine_versions.[s
shield_protection id. name. protection_arn. protection_id~ resource_arn~
signer_signing_job completed_at. created_at. id~ job_id! job_invoker. job_owner. platform_display_name. platform_id. profile_name. profile_version. region~ requested_by. revocation_record.@l3559 signature_expires_at. signed_object.@l3561 source.@l4700 status. status_reason.
signer_signing_profile arn. id~ name! platform_display_name. platform_id. region~ revocation_record.@l3566 signature_validity_period.@l4701 signing_material.@l3901 signing_parameters.{s status. tags~{s version. version_arn.
sns_topic arn. id~ name! region~ tags~{s
spot_datafeed_subscription bucket. prefix. region~
sqs_queue arn. id~ name! region~ tags~{s url.
sqs_queues id~ queue_name_prefix queue_urls.(s region~
ssm_document arn. content. document_format document_type. document_version id~ name! region~
ssm_instances id~ ids.(s region~ filter#s929
ssm_maintenance_windows id~ ids.[s region~ filter#s929
ssm_parameter arn. id~ insecure_value. name! region~ type. value. version.n with_decryption:b
ssm_parameters_by_path arns.[s id~ names.[s path! recursive:b region~ types.[s values.[s with_decryption:b
ssm_patch_baseline approval_rule.@l4703 approved_patches.[s approved_patches_compliance_level. approved_patches_enable_non_security.b available_security_updates_compliance_status. default_baseline:b description. global_filter.@l4702 id~ json. name. name_prefix operating_system owner! region~ rejected_patches.[s rejected_patches_action. source.@l4704
ssm_patch_baselines baseline_identities.@l4705 default_baselines:b region~ filter#l437
ssmcontacts_contact alias. arn! display_name. id~ region~ tags~{s type.
ssmcontacts_contact_channel activation_status. arn! contact_id. delivery_address.@l4706 id~ name. region~ type.
ssmcontacts_plan contact_id! id~ region~ stage.@l4710
ssmcontacts_rotation arn! contact_ids.[s id. name. recurrence.@l4716 region~ start_time. tags.{s time_zone_id.
ssmincidents_replication_set arn. created_by. deletion_protected.b id~ last_modified_by. region.@s4717 regions.@s4717 status. tags~{s
ssmincidents_response_plan action.@l4720 arn! chat_channel.(s display_name. engagements.(s id~ incident_template.@l4722 integration.@l4724 name. region~ tags~{s
ssoadmin_application application_account. application_arn! application_provider_arn. description. id. instance_arn. name. portal_options.@l4726 region~ status.
ssoadmin_application_assignments application_arn! application_assignments.@l4727 id. region~
ssoadmin_application_providers application_providers.@l4729 id. region~
ssoadmin_instances arns.[s id~ identity_store_ids.[s region~
ssoadmin_permission_set arn~ created_date. description. id~ instance_arn! name~ region~ relay_state. session_duration. tags~{s
ssoadmin_permission_sets arns.[s id. instance_arn! region~
ssoadmin_principal_application_assignments id. instance_arn! principal_id! principal_type! region~ application_assignments#l4727
storagegateway_local_disk disk_id. disk_node~ disk_path~ gateway_arn! id~ region~
subnet arn. assign_ipv6_address_on_creation.b availability_zone~ availability_zone_id~ available_ip_address_count.n cidr_block~ customer_owned_ipv4_pool. default_for_az~b enable_dns64.b enable_lni_at_device_index.n enable_resource_name_dns_a_record_on_launch.b enable_resource_name_dns_aaaa_record_on_launch.b id~ ipv6_cidr_block~ ipv6_cidr_block_association_id. ipv6_native.b map_customer_owned_ip_on_launch.b map_public_ip_on_launch.b outpost_arn. owner_id. private_dns_hostname_type_on_launch. region~ state~ tags~{s vpc_id~ filter#s1764 timeouts#o3521
subnets id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
synthetics_runtime_version deprecation_date. description. id. latest:b prefix! region~ release_date. version version_name.
synthetics_runtime_versions id. region~ runtime_versions.@l4730
timestreamwrite_database arn. created_time. kms_key_id. last_updated_time. name! region~ table_count.n
timestreamwrite_table arn. creation_time. database_name! last_updated_time. magnetic_store_write_properties.@l4733 name! region~ retention_properties.@l4734 schema.@l4736 table_status.
transfer_connector access_role. arn. as2_config.@l4737 egress_config.@l4739 id! logging_role. region~ security_policy_name. service_managed_egress_ip_addresses.[s sftp_config.@l4740 tags.{s url.
transfer_server arn. certificate. domain. endpoint. endpoint_type. id~ identity_provider_type. invocation_role. ip_address_type. logging_role. protocols.[s region~ security_policy_name. server_id! structured_log_destinations.[s tags~{s url.
uxc_services services.[s
verifiedpermissions_policy_store arn. created_date. deletion_protection. description. id! last_updated_date. region~ tags.{s validation_settings.@l4406
vpc arn. cidr_block~ cidr_block_associations.@l1545 default~b dhcp_options_id~ enable_dns_hostnames.b enable_dns_support.b enable_network_address_usage_metrics.b id~ instance_tenancy. ipv6_association_id. ipv6_cidr_block. ipv6_cidr_block_associations.@s4741 main_route_table_id. owner_id. region~ state~ tags~{s filter#s1764 timeouts#o3521
vpc_dhcp_options arn. dhcp_options_id~ domain_name. domain_name_servers.[s id~ ipv6_address_preferred_lease_time. netbios_name_servers.[s netbios_node_type. ntp_servers.[s owner_id. region~ tags~{s filter#s1764 timeouts#o3521
vpc_endpoint arn. cidr_blocks.[s dns_entry.@l3709 dns_options.@l4742 id~ ip_address_type. network_interface_ids.(s owner_id. policy. prefix_list_id. private_dns_enabled.b region~ requester_managed.b route_table_ids.(s security_group_ids.(s service_name~ service_region~ state~ subnet_ids.(s tags~{s vpc_endpoint_type~ vpc_id~ filter#s1764 timeouts#o3521
vpc_endpoint_associations associations.@l4743 region~ vpc_endpoint_id!
vpc_endpoint_service acceptance_required.b arn. availability_zones.(s base_endpoint_dns_names.(s id~ manages_vpc_endpoints.b owner. private_dns_name. private_dns_names.(s region. service service_id. service_name~ service_region. service_regions(s service_type~ supported_ip_address_types.(s tags~{s vpc_endpoint_policy_supported.b filter#s1764 timeouts#o3521
vpc_ipam arn. default_resource_discovery_association_id. default_resource_discovery_id. description. enable_private_gua.b id! ipam_region. metered_account. operating_regions.@l4744 owner_id. private_default_scope_id. public_default_scope_id. region~ resource_discovery_association_count.n scope_count.n state. state_message. tags.{s tier.
vpc_ipam_pool address_family. allocation_default_netmask_length.n allocation_max_netmask_length.n allocation_min_netmask_length.n allocation_resource_tags~{s arn. auto_import.b aws_service. description. id ipam_pool_id ipam_scope_id. ipam_scope_type. locale. pool_depth.n publicly_advertisable.b region~ source_ipam_pool_id. source_resource.@l4745 state. tags~{s filter#s1764 timeouts#o3521
vpc_ipam_pool_cidrs id~ ipam_pool_cidrs.@s4746 ipam_pool_id! region~ filter#s1764 timeouts#o3521
vpc_ipam_pools id~ ipam_pools.@s4747 region~ filter#s1764
vpc_ipam_preview_next_cidr cidr. disallowed_cidrs(s id~ ipam_pool_id! netmask_length:n region~ timeouts#o3521
vpc_ipams ipam_ids[s ipams.@l4748 region~ filter#s1764
vpc_peering_connection accepter.{b cidr_block~ cidr_block_set.@l4749 id~ ipv6_cidr_block_set.@l4750 owner_id~ peer_cidr_block~ peer_cidr_block_set.@l4749 peer_ipv6_cidr_block_set.@l4750 peer_owner_id~ peer_region. peer_vpc_id~ region. requester.{b requester_region. status~ tags~{s vpc_id~ filter#s1764 timeouts#o3521
vpc_peering_connections id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
vpc_security_group_rule arn. cidr_ipv4. cidr_ipv6. description. from_port.n id. ip_protocol. is_egress.b prefix_list_id. referenced_security_group_id. region~ security_group_id. security_group_rule_id~ tags.{s to_port.n filter#s1764
vpc_security_group_rules id. ids.[s region~ tags{s filter#s1764
vpclattice_auth_policy id~ policy region~ resource_identifier! state
vpclattice_listener arn. created_at. default_action.@l4754 id~ last_updated_at. listener_id. listener_identifier! name. port.n protocol. region~ service_arn. service_id. service_identifier! tags~{s
vpclattice_resource_policy id~ policy. region~ resource_arn!
vpclattice_service arn. auth_type. certificate_arn. custom_domain_name. dns_entry.@l3734 id~ idle_timeout_seconds.n name~ region~ service_identifier~ status. tags~{s
vpclattice_service_network arn. auth_type. created_at. id~ last_updated_at. name. number_of_associated_services.n number_of_associated_vpcs.n region~ service_network_identifier! tags~{s
vpclattice_service_network_service_associations items.@l4755 region~ service_identifier service_network_identifier
vpcs id~ ids.[s region~ tags~{s filter#s1764 timeouts#o3521
vpn_connection category. core_network_arn. core_network_attachment_arn. customer_gateway_configuration. customer_gateway_id. gateway_association_state. pre_shared_key_arn. region~ routes.@l3740 state. tags.{s transit_gateway_id. type. vgw_telemetries.@l4756 vpn_concentrator_id. vpn_connection_id~ vpn_gateway_id. filter#s1764
vpn_gateway amazon_side_asn~ arn. attached_vpc_id~ availability_zone~ id~ region~ state~ tags~{s filter#s1764 timeouts#o3521
waf_ipset id~ name!
waf_rate_based_rule id~ name!
waf_rule id~ name!
waf_subscribed_rule_group id~ metric_name name
waf_web_acl id~ name!
wafregional_ipset id~ name! region~
wafregional_rate_based_rule id~ name! region~
wafregional_rule id~ name! region~
wafregional_subscribed_rule_group id~ metric_name name region~
wafregional_web_acl id~ name! region~
wafv2_ip_set addresses.(s arn. description. id~ ip_address_version. name! region~ scope!
wafv2_managed_rule_group available_labels.@l1676 capacity.n consumed_labels.@l1676 label_namespace. name! region~ rules.@l4762 scope! sns_topic_arn. vendor_name! version_name
wafv2_regex_pattern_set arn. description. id~ name! region~ regular_expression.@s4763 scope!
wafv2_rule_group arn. description. id~ name! region~ scope!
wafv2_web_acl arn. description. id~ name region~ resource_arn scope!
workspaces_bundle bundle_id compute_type.@l1676 description. id~ name owner region~ root_storage.@l4764 user_storage.@l4764
workspaces_directory active_directory_config.@s4765 alias. certificate_based_auth_properties.@l4766 customer_user_name. directory_id! directory_name. directory_type. dns_ip_addresses.(s iam_role_id. id~ ip_group_ids.(s region~ registration_code. saml_properties.@l4767 self_service_permissions.@l4768 subnet_ids.(s tags~{s tenancy. user_identity_type. workspace_access_properties.@l4771 workspace_creation_properties.@l4772 workspace_directory_description. workspace_directory_name. workspace_security_group_id. workspace_type.
workspaces_image description. id~ image_id! name. operating_system_type. region~ required_tenancy. state.
workspaces_workspace bundle_id. computer_name. directory_id~ id~ ip_address. region~ root_volume_encryption_enabled.b state. tags~{s user_name~ user_volume_encryption_enabled.b volume_encryption_key. workspace_id~ workspace_properties.@l4773

and_statement#l3 asn_match_statement#l5 byte_match_statement#l20 geo_match_statement#l21 ip_set_reference_statement#l23 label_match_statement#l24 managed_rule_group_statement#l49 not_statement#l3 or_statement#l3 rate_based_statement#l54 regex_match_statement#l55 regex_pattern_set_reference_statement#l56 rule_group_reference_statement#l57 size_constraint_statement#l58 sqli_match_statement#l59 xss_match_statement#l60
and_statement#l61 asn_match_statement#l5 byte_match_statement#l20 geo_match_statement#l21 ip_set_reference_statement#l23 label_match_statement#l24 managed_rule_group_statement#l62 not_statement#l61 or_statement#l61 rate_based_statement#l63 regex_match_statement#l55 regex_pattern_set_reference_statement#l56 rule_group_reference_statement#l57 size_constraint_statement#l58 sqli_match_statement#l59 xss_match_statement#l60
and_statement#l64 asn_match_statement#l5 byte_match_statement#l20 geo_match_statement#l21 ip_set_reference_statement#l23 label_match_statement#l24 managed_rule_group_statement#l66 not_statement#l64 or_statement#l64 rate_based_statement#l67 regex_match_statement#l55 regex_pattern_set_reference_statement#l56 rule_group_reference_statement#l57 size_constraint_statement#l58 sqli_match_statement#l59 xss_match_statement#l60
statement#l0
fallback_behavior! header_name!
asn_list![n forwarded_ip_config#l4

oversize_handling~
excluded_cookies[s included_cookies[s all#l6
match_scope! oversize_handling! match_pattern#l8
oversize_handling!
excluded_headers[s included_headers[s all#l6
match_scope! oversize_handling! match_pattern#l11
fallback_behavior!
included_paths~[s all#l6
invalid_fallback_behavior match_scope! oversize_handling~ match_pattern#l14
name!
fallback_behavior~
all_query_arguments#l6 body#l7 cookies#l9 header_order#l10 headers#l12 ja3_fingerprint#l13 ja4_fingerprint#l13 json_body#l15 method#l6 query_string#l6 single_header#l16 single_query_argument#l16 uri_fragment#l17 uri_path#l6
priority!n type!
positional_constraint! search_string! field_to_match#l18 text_transformation#l19
country_codes![s forwarded_ip_config#l4
fallback_behavior! header_name! position!
arn! ip_set_forwarded_ip_config#l22
key! scope!
identifiers![s
identifier!
payload_type! address_fields#l25 email_field#l26 password_field#l26 phone_number_fields#l25 username_field#l26
failure_strings!(s success_strings!(s
failure_values!(s name! success_values!(s
failure_values!(s identifier! success_values!(s
failure_codes!(n success_codes!(n
body_contains#l28 header#l29 json#l30 status_code#l31
creation_path! enable_regex_in_path~b registration_page_path! request_inspection#l27 response_inspection#l32
regex_string
sensitivity~ usage_of_action! exempt_uri_regular_expression#l34
challenge#l35
sensitivity_to_block~ client_side_action_config#l36
payload_type! password_field#l26 username_field#l26
enable_regex_in_path~b login_path! request_inspection#l38 response_inspection#l32
enable_machine_learning~b inspection_level!
login_path payload_type~ aws_managed_rules_acfp_rule_set#l33 aws_managed_rules_anti_ddos_rule_set#l37 aws_managed_rules_atp_rule_set#l39 aws_managed_rules_bot_control_rule_set#l40 password_field#l26 username_field#l26
name! value!
insert_header#l42
custom_request_handling#l43
custom_response_body_key response_code!n response_header#l42
custom_response#l45
allow#l44 block#l46 captcha#l44 challenge#l44 count#l44
name! action_to_use#l47
name! vendor_name! version managed_rule_group_configs#l41 rule_action_override#l48 scope_down_statement#10
name! text_transformation#l19
namespace!
text_transformation#l19
asn#l6 cookie#l50 forwarded_ip#l6 header#l50 http_method#l6 ip#l6 ja3_fingerprint#l13 ja4_fingerprint#l13 label_namespace#l51 query_argument#l50 query_string#l52 uri_path#l52
aggregate_key_type evaluation_window_sec~n limit!n custom_keys#l53 forwarded_ip_config#l4 scope_down_statement#10
regex_string! field_to_match#l18 text_transformation#l19
arn! field_to_match#l18 text_transformation#l19
arn! excluded_rule#l16 rule_action_override#l48
comparison_operator! size!n field_to_match#l18 text_transformation#l19
sensitivity_level~ field_to_match#l18 text_transformation#l19
field_to_match#l18 text_transformation#l19
statement#l1
name! vendor_name! version managed_rule_group_configs#l41 rule_action_override#l48 scope_down_statement#11
aggregate_key_type evaluation_window_sec~n limit!n custom_keys#l53 forwarded_ip_config#l4 scope_down_statement#11
statement#l2
asn_match_statement#l5 byte_match_statement#l20 geo_match_statement#l21 ip_set_reference_statement#l23 label_match_statement#l24 regex_match_statement#l55 regex_pattern_set_reference_statement#l56 size_constraint_statement#l58 sqli_match_statement#l59 xss_match_statement#l60
name! vendor_name! version managed_rule_group_configs#l41 rule_action_override#l48 scope_down_statement#l65
aggregate_key_type! evaluation_window_sec~n limit!n custom_keys#l53 forwarded_ip_config#l4 scope_down_statement#l65
account_ids[s resource_arns[s resource_types[s
inclusion#l68
analysis_rule#169
account_ids[s resource_tags[{s
exclusion#l71
unused_access_age:n analysis_rule#172
internal_access#170 unused_access#173
contains~[s criteria! eq~[s exists~ neq~[s
create delete update
create update
application_arn. instance_arn!
identity_center#l78
create delete
group_id user_id
identity_center#l81
account_id. account_name. role_arn! principal#l82
principal_role#l83
domain_name. resource_record_name. resource_record_type. resource_record_value.
renewal_status. renewal_status_reason. updated_at.
certificate_transparency_logging_preference export~
domain_name! validation_domain!
create
type! value!
common_name country distinguished_name_qualifier generation_qualifier given_name initials locality organization organizational_unit pseudonym state surname title
key_algorithm! signing_algorithm! subject!#191
custom_cname custom_path enabled:b expiration_in_days:n s3_bucket_name s3_object_acl~
enabled!b ocsp_custom_cname
crl_configuration#193 ocsp_configuration#194
auto_approval_rules(s
enabled!b scope!
match_value_string match_value_string_list(s
claim_match_operator! claim_match_value#l98
inbound_token_claim_name! inbound_token_claim_value_type! authorizing_claim_match_value#l99
endpoint_ip_address_type! routing_domain security_group_ids(s subnet_ids!(s tags{s vpc_identifier!
resource_configuration_identifier
managed_vpc_resource#l101 self_managed_lattice_resource#l102
domain! private_endpoint#l103
allowed_audience[s allowed_clients[s allowed_scopes[s discovery_url! custom_claim#s100 private_endpoint#l103 private_endpoint_override#l104
custom_jwt_authorizer#l105
authorizer_type! authorizer_configuration#l106
kms_key_arn!
delete_on_termination:b device_name! encrypted:b iops:n outpost_arn snapshot_id throughput~n volume_size~n volume_type
device_name! virtual_name!
delete_on_termination.b device_name. encrypted.b iops.n outpost_arn. snapshot_id. throughput.n volume_size.n volume_type.
device_name. virtual_name.
branch_name. last_deploy_time. status. thumbnail_url.
basic_auth_credentials build_spec enable_auto_build:b enable_basic_auth:b enable_performance_mode:b enable_pull_request_preview:b environment_variables{s framework pull_request_environment_name stage
type!
condition source! status target!
build_compute_type~
certificate_verification_dns_record. custom_certificate_arn type!
branch_name! dns_record. prefix! verified.b
burst_limit.n rate_limit.n
method name path status_code type!
ip_address_type~ types![s
truststore_uri! truststore_version
insecure_skip_verification:b
cache_data_encrypted~b cache_ttl_in_seconds~n caching_enabled~b data_trace_enabled~b logging_level~ metrics_enabled~b require_authorization_for_cache_control~b throttling_burst_limit:n throttling_rate_limit:n unauthorized_cache_control_header_strategy~
ip_address_type~ types![s vpc_endpoint_ids~(s
destination_arn! format!
deployment_id! percent_traffic:n stage_variable_overrides{s use_stage_cache:b
burst_limit:n path! rate_limit:n
api_id! stage! throttle#s129
limit!n offset:n period!
burst_limit:n rate_limit:n
allow_credentials:b allow_headers(s allow_methods(s allow_origins(s expose_headers(s max_age:n
audience(s issuer
delete
certificate_arn! endpoint_type! hosted_zone_id. ip_address_type~ ownership_verification_certificate_arn~ security_policy! target_domain_name.
mappings!{s status_code!
server_name_to_verify
request_parameter_key! required!b
api_id! stage! strip_base_path:b
invoke_api#l140
any_of!(s
header! value_glob!
any_of#l143
match_base_paths#l142 match_headers#l144
data_trace_enabled:b detailed_metrics_enabled:b logging_level~ throttling_burst_limit:n throttling_rate_limit:n
data_trace_enabled:b detailed_metrics_enabled:b logging_level~ route_key! throttling_burst_limit:n throttling_rate_limit:n
metric_name namespace dimension#s42
stat! unit metric!#1148
expression id! label return_data:b metric_stat#1149
metric_data_query!#l150
predefined_metric_type! resource_label
target_value! customized_capacity_metric_specification#1151 customized_load_metric_specification#1151 customized_scaling_metric_specification#1151 predefined_load_metric_specification#1152 predefined_metric_pair_specification#1152 predefined_scaling_metric_specification#1152
max_capacity_breach_behavior max_capacity_buffer:n mode~ scheduling_buffer_time~n metric_specification!#l153
metric_interval_lower_bound metric_interval_upper_bound scaling_adjustment!n
adjustment_type cooldown:n metric_aggregation_type min_adjustment_magnitude:n step_adjustment#s155
metric_name! namespace! dimensions#s42
stat! unit metric!#1157
expression id! label return_data:b metric_stat#1158
metric_name namespace statistic unit dimensions#s42 metrics#s159
disable_scale_in:b scale_in_cooldown:n scale_out_cooldown:n target_value!n customized_metric_specification#1160 predefined_metric_specification#1152
max_capacity min_capacity
dynamic_scaling_in_suspended:b dynamic_scaling_out_suspended:b scheduled_scaling_suspended:b
content type!
alarm_arn! alarm_role_arn
description name! role_arn uri!
point! action!#s166
description name! required:b
api_key!
client_id! client_secret!
api_key_credential#l169 oauth2_credential#l170
tenant_display_name! tenant_identifier!
tenant_display_name. tenant_identifier.
code! redirect_uri!
stream_name!
bucket_name! prefix
firehose_stream#l175 s3_bucket#l176
destination#l177
audit_log#l178
format! schema!
audit_log#l180
api_key! secret_key!
api_key! api_secret_key
password! username!
credentials_map{s custom_authentication_type!
auth_code redirect_uri
access_token client_id client_secret refresh_token oauth_request#1186
authentication_type! api_key#1183 basic#1184 custom#1185 oauth2#1187
api_key! application_key!
api_token!
access_token client_id! client_secret! refresh_token oauth_request#1186
access_token refresh_token oauth_request#1186
access_key_id! datakey! secret_access_key! user_id!
access_token client_id! client_secret! oauth_request#1186
access_token client_credentials_arn jwt_token oauth2_grant_type refresh_token oauth_request#1186
basic_auth_credentials#1184 oauth_credentials#1191
api_secret_key!
amplitude#1182 custom_connector#1188 datadog#1189 dynatrace#1190 google_analytics#1191 honeycode#1192 infor_nexus#1193 marketo#1194 redshift#1184 salesforce#1195 sapo_data#1196 service_now#1184 singular#1169 slack#1194 snowflake#1184 trendmicro#1197 veeva#1184 zendesk#1194
oauth2_grant_type! token_url! token_url_custom_properties{s
profile_properties{s oauth2_properties#1199
instance_url!
bucket_name! bucket_prefix cluster_identifier data_api_role_arn database_name database_url role_arn!
instance_url is_sandbox_environment:b use_privatelink_for_metadata_and_authorization:b
auth_code_url! oauth_scopes![s token_url!
application_host_url! application_service_path! client_number! logon_language port_number!n private_link_service_name oauth_properties#1204
account_name bucket_name! bucket_prefix private_link_service_name region stage! warehouse!
amplitude#16 custom_connector#1200 datadog#1201 dynatrace#1201 google_analytics#16 honeycode#16 infor_nexus#1201 marketo#1201 redshift#1202 salesforce#1203 sapo_data#1205 service_now#1201 singular#16 slack#1201 snowflake#1206 trendmicro#16 veeva#1201 zendesk#1201
connector_profile_credentials!#1198 connector_profile_properties!#1207
bucket_name bucket_prefix fail_on_first_destination_error:b
custom_properties{s entity_name! id_field_names[s write_operation_type error_handling_config#1209
domain_name! object_type_name
object! error_handling_config#1209
bucket_prefix intermediate_bucket_name! object! error_handling_config#1209
aggregation_type~ target_file_size~n
prefix_format prefix_hierarchy~[s prefix_type
file_type preserve_source_data_typing~b aggregation_config#1214 prefix_config#1215
bucket_name! bucket_prefix~ s3_output_format_config#1216
data_transfer_api id_field_names[s object! write_operation_type error_handling_config#1209
bucket_name bucket_prefix
id_field_names[s object_path! write_operation_type error_handling_config#1209 success_response_handling_config#1219
aggregation_type
prefix_format prefix_hierarchy~[s prefix_type!
file_type aggregation_config#1221 prefix_config!#1222
bucket_name! bucket_prefix s3_output_format_config!#1223
id_field_names[s object! write_operation_type error_handling_config#1209
custom_connector#1210 customer_profiles#1211 event_bridge#1212 honeycode#1212 lookout_metrics#16 marketo#1212 redshift#1213 s3#1217 salesforce#1218 sapo_data#1220 snowflake#1213 upsolver#1224 zendesk#1225
api_version connector_profile_name connector_type! destination_connector_properties!#1226
database_name! role_arn! table_prefix!
glue_data_catalog#1228
datetime_type_field_name
object!
custom_properties{s entity_name!
s3_input_file_type
bucket_name! bucket_prefix! s3_input_format_config#1233
data_transfer_api enable_dynamic_field_update:b include_deleted_records:b object!
max_page_size!n
object_path! pagination_config#1236 parallelism_config#1236
document_type include_all_versions:b include_renditions:b include_source_files:b object!
amplitude#1231 custom_connector#1232 datadog#1231 dynatrace#1231 google_analytics#1231 infor_nexus#1231 marketo#1231 s3#1234 salesforce#1235 sapo_data#1237 service_now#1231 singular#1231 slack#1231 trendmicro#1231 veeva#1238 zendesk#1231
api_version connector_profile_name connector_type! incremental_pull_config#1230 source_connector_properties!#1239
amplitude custom_connector datadog dynatrace google_analytics infor_nexus marketo s3 salesforce sapo_data service_now singular slack trendmicro veeva zendesk
destination_field source_fields~[s task_properties{s task_type! connector_operator#l241
data_pull_mode first_execution_from schedule_end_time schedule_expression! schedule_offset:n schedule_start_time timezone
scheduled#1243
trigger_type! trigger_properties#1244
first_execution_from! object! schedule_expression!
source!
virtual_service_name!
port:n virtual_service!#1248
target!#1249
port:n service_name!
action!#1250 match!#1251
default_target_hostname!
exact!
default_prefix value
hostname#1253 path#1254 prefix#1255
rewrite#1256 target!#1249
end!n start!n
exact prefix regex suffix range#1258
invert:b name! match#1259
exact suffix
exact regex
exact
name! match#1263
port:n prefix header#s260 hostname#1261 path#1262 query_parameter#s264
action!#1257 match!#1265
priority:n grpc_route#1252 http2_route#1266 http_route#1266
type
ip_preference
egress_filter#1268 service_discovery#1269
port~n virtual_node! weight!n
weighted_target!#s271
method_name port:n prefix service_name metadata#s260
unit! value!n
grpc_retry_events(s http_retry_events(s max_retries!n tcp_retry_events(s per_retry_timeout!#1274
idle#1274 per_request#1274
action!#1272 match#1273 retry_policy#1275 timeout#1276
method port:n prefix scheme header#s260 path#1262 query_parameter#s264
http_retry_events(s max_retries!n tcp_retry_events(s per_retry_timeout!#1274
action!#1272 match!#1278 retry_policy#1279 timeout#1276
port:n
idle#1274
action!#1272 match#1281 timeout#1282
priority:n grpc_route#1277 http2_route#1280 http_route#1280 tcp_route#1283
certificate_chain! private_key!
secret_name!
file#1285 sds#1286
exact!(s
match!#1288
certificate_authority_arns!(s
certificate_chain!
acm#1290 file#1291 sds#1286
subject_alternative_names#1289 trust!#1292
enforce:b ports(n certificate#1287 validation!#1293
tls#1294
client_policy#1295
max_requests!n
max_connections!n max_pending_requests:n
grpc#1297 http#1298 http2#1297
healthy_threshold!n interval_millis!n path port~n protocol! timeout_millis!n unhealthy_threshold!n
port!n protocol!
certificate_arn!
acm#1302 file#1285 sds#1286
file#1291 sds#1286
subject_alternative_names#1289 trust!#1304
mode! certificate!#1303 validation#1305
connection_pool#1299 health_check#1300 port_mapping!#1301 tls#1306
key! value!
text json#l308
path! format#1309
file#1310
access_log#1311
backend_defaults#1296 listener!#l307 logging#1312
virtual_service_name! client_policy#1295
virtual_service!#1314
max_connections!n
grpc#1297 http#l298 http2#l297 tcp#l316
max_ejection_percent!n max_server_errors!n base_ejection_duration!#1274 interval!#1274
grpc#1276 http#1276 http2#1276 tcp#1282
connection_pool#1317 health_check#1300 outlier_detection#1318 port_mapping!#1301 timeout#1319 tls#1306
attributes{s namespace_name! service_name!
hostname! ip_preference response_type
aws_cloud_map#1321 dns#1322
backend#s315 backend_defaults#1296 listener#l320 logging#1312 service_discovery#1323
port_mapping!#1301
listener#l325
virtual_node_name!
virtual_router_name!
virtual_node#1327 virtual_router#1328
provider#1329
name. status. type. value.
vendor
kms_key!
healthy_threshold:n interval:n path protocol timeout:n unhealthy_threshold:n
cpu instance_role_arn memory
egress_type~ vpc_connector_arn
is_publicly_accessible:b
ip_address_type egress_configuration#1336 ingress_configuration#1337
observability_configuration_arn observability_enabled!b
access_role_arn connection_arn
build_command port runtime! runtime_environment_secrets{s runtime_environment_variables{s start_command
configuration_source! code_configuration_values#1341
repository_url! source_directory~ code_configuration#1342 source_code_version!#190
port runtime_environment_secrets{s runtime_environment_variables{s start_command
image_identifier! image_repository_type! image_configuration#1344
auto_deployments_enabled:b authentication_configuration#1340 code_repository#1343 image_repository#1345
vpc_endpoint_id vpc_id
certificate_authority_arn status
account_name! account_password!
available.n desired_instances:n desired_sessions:n in_use.n running.n
directory_name~ organizational_unit_distinguished_name~
security_group_ids~[s subnet_ids~[s
endpoint_type! vpce_id~
directory_name organizational_unit_distinguished_name
security_group_ids~(s subnet_ids~(s
enabled!b settings_group
connector_type! domains~[s resource_identifier~
preferred_protocol
action! permission!
app_id_client_regex aws_region! user_pool_id!
authorizer_result_ttl_in_seconds~n authorizer_uri! identity_validation_expression
auth_ttl~n client_id iat_ttl~n issuer!
auth_type! cognito_config#l360 lambda_authorizer_config#l361 openid_connect_config#l362
auth_type!
cloudwatch_logs_role_arn! log_level!
auth_provider#l363 connection_auth_mode#l364 default_publish_auth_mode#l364 default_subscribe_auth_mode#l364 log_config#l365
invoke_type
data_source_name! lambda_config#l367
behavior! integration#l368
on_publish#l369 on_subscribe#l369
base_table_ttl:n delta_sync_table_name! delta_sync_table_ttl:n
region~ table_name! use_caller_credentials:b versioned:b delta_sync_config#1371
endpoint! region~
event_bus_arn!
signing_region signing_service_name
authorization_type aws_iam_config#1375
endpoint! authorization_config#1376
function_arn!
aws_secret_store_arn! database_name db_cluster_identifier! region~ schema
source_type http_endpoint_config#1379
name! runtime_version!
lambda_conflict_handler_arn
conflict_detection conflict_handler lambda_conflict_handler_config#1382
authorizer_result_ttl_in_seconds:n authorizer_uri! identity_validation_expression
auth_ttl:n client_id iat_ttl:n issuer!
app_id_client_regex aws_region~ user_pool_id!
authentication_type! lambda_authorizer_config#1384 openid_connect_config#1385 user_pool_config#1386
data_source_level_metrics_behavior! operation_level_metrics_config! resolver_level_metrics_behavior!
cloudwatch_logs_role_arn! exclude_verbose_content:b field_log_level!
app_id_client_regex aws_region~ default_action! user_pool_id!
caching_keys(s ttl:n
functions[s
merge_type~
alarm_type! cross_account_role external_id map_block_key! resource_identifier!
bucket_owner! bucket_path!
s3_configuration#l395
report_output#l396
associated_alarm_name! condition!
action! description min_delay_minutes_between_executions!n target_region! conditions#l398
routing_control_arn! state!
region! routing_control#l400
cross_account_role external_id timeout_minutes:n region_and_routing_controls#s401
cross_account_role external_id global_cluster_identifier! instance_arns!{s region_database_cluster_arns!{s timeout_minutes:n
cross_account_role external_id global_cluster_identifier! region_database_cluster_arns!{s target_percent:n timeout_minutes:n
arn! cross_account_role external_id
behavior!
region_to_run! retry_interval_minutes!n timeout_minutes:n lambda#l405 ungraceful#l406
ungraceful!
behavior! cross_account_role database_cluster_arns![s external_id global_cluster_identifier! timeout_minutes:n ungraceful#l408
minimum_success_percentage!n
capacity_monitoring_approach! target_percent:n timeout_minutes:n asg#l405 ungraceful#l410
cluster_arn! cross_account_role external_id service_arn!
capacity_monitoring_approach! target_percent:n timeout_minutes:n service#l412 ungraceful#l410
cluster_arn! cross_account_role external_id
api_version! kind!
hpa_name name! namespace! resource_name!
namespace! resources#s416
capacity_monitoring_approach! target_percent!n timeout_minutes:n eks_clusters#l414 kubernetes_resource_type#l415 scaling_resources#l417 ungraceful#l410
approval_role! timeout_minutes:n
arn! cross_account_role external_id region!
action! timeout_minutes:n region_event_source_mapping#s420 ungraceful#l406
behavior! cross_account_role external_id global_cluster_identifier! region_database_cluster_arns!{s timeout_minutes:n ungraceful#l408
cross_account_role db_instance_arn_map!{s external_id timeout_minutes:n
record_set_identifier! region!
cross_account_role external_id hosted_zone_id! record_name! timeout_minutes:n record_set#l424
description execution_block_type! name! arc_routing_control_config#l402 aurora_provisioned_scaling_config#l403 aurora_serverless_scaling_config#l404 custom_action_lambda_config#l407 document_db_config#l409 ec2_asg_capacity_increase_config#l411 ecs_capacity_increase_config#l413 eks_resource_scaling_config#l418 execution_approval_config#l419 global_aurora_config#l409 lambda_event_source_mapping_config#l421 neptune_global_database_config#l422 rds_create_cross_region_read_replica_config#l423 rds_promote_read_replica_config#l423 region_switch_plan_config#l405 route53_health_check_config#l425
step#l426
description execution_block_type! name! arc_routing_control_config#l402 aurora_provisioned_scaling_config#l403 aurora_serverless_scaling_config#l404 custom_action_lambda_config#l407 document_db_config#l409 ec2_asg_capacity_increase_config#l411 ecs_capacity_increase_config#l413 eks_resource_scaling_config#l418 execution_approval_config#l419 global_aurora_config#l409 lambda_event_source_mapping_config#l421 neptune_global_database_config#l422 parallel_config#l427 rds_create_cross_region_read_replica_config#l423 rds_promote_read_replica_config#l423 region_switch_plan_config#l405 route53_health_check_config#l425
workflow_description workflow_target_action! workflow_target_region step#l428
alarm_identifier! type!
s3_acl_option!
encryption_option! kms_key
kms_key
effective_engine_version. selected_engine_version
enable_identity_center:b identity_center_instance_arn
enabled:b encryption_configuration#1433
key! values!(s
enabled!b log_group log_stream_name_prefix log_type#s437
enabled!b kms_key
enabled!b kms_key log_location
cloud_watch_logging_configuration#1438 managed_logging_configuration#1439 s3_logging_configuration#1440
authentication_type! create_user_level_prefix:b enable_s3_access_grants!b
encryption_option kms_key_arn
expected_bucket_owner output_location acl_configuration#1431 encryption_configuration#1443
bytes_scanned_cutoff_per_query:n enable_minimum_encryption_configuration~b enforce_workgroup_configuration:b execution_role publish_cloudwatch_metrics_enabled:b requester_pays_enabled:b customer_content_encryption_configuration#1433 engine_version#1434 identity_center_configuration#1435 managed_query_results_configuration#1436 monitoring_configuration#1441 query_results_s3_access_grants_configuration#1442 result_configuration#1444
role_arn. role_type.
destination! destination_type!
role_arn! role_type!
id!
service_name!
aws_accounts#s449 aws_services#s450
keyword_input_type~ keyword_value~
source_description source_frequency source_id. source_keyword~@l452 source_name! source_set_up_option! source_type! troubleshooting_text
id. name! controls#s449
capacity_distribution_strategy
capacity_reservation_ids[s capacity_reservation_resource_group_arns[s
capacity_reservation_preference~ capacity_reservation_target#1456
default_result~ heartbeat_timeout:n lifecycle_transition! name! notification_metadata notification_target_arn role_arn
terminate_hook_abandon~
retention_triggers#1459
max_healthy_percentage!n min_healthy_percentage!n
alarms[s
auto_rollback:b checkpoint_delay checkpoint_percentages[n instance_warmup max_healthy_percentage:n min_healthy_percentage:n scale_in_protected_instances skip_matching:b standby_instances alarm_specification#1462
strategy! triggers(s preferences#1463
id~ name~ version~
on_demand_allocation_strategy~ on_demand_base_capacity~n on_demand_percentage_above_base_capacity~n spot_allocation_strategy~ spot_instance_pools~n spot_max_price
launch_template_id~ launch_template_name~ version~
max:n min:n
accelerator_manufacturers(s accelerator_names(s accelerator_types(s allowed_instance_types(s bare_metal burstable_performance cpu_manufacturers(s excluded_instance_types(s instance_generations(s local_storage local_storage_types(s max_spot_price_as_percentage_of_optimal_on_demand_price:n on_demand_max_price_percentage_over_lowest_price:n require_hibernate_support:b spot_max_price_percentage_over_lowest_price:n accelerator_count#1468 accelerator_total_memory_mib#1468 baseline_ebs_bandwidth_mbps#1468 memory_gib_per_vcpu#1468 memory_mib#1468 network_bandwidth_gbps#1468 network_interface_count#1468 total_local_storage_gb#1468 vcpu_count#1468
instance_type weighted_capacity instance_requirements#1469 launch_template_specification#1467
launch_template_specification!#1467 override#l470
instances_distribution#1466 launch_template!#1471
key! propagate_at_launch!b value!
delete update
identifier! type
reuse_on_scale_in:b
max_group_prepared_capacity:n min_size:n pool_state instance_reuse_policy#1476
metric_data_queries!#l159
target_value!n customized_capacity_metric_specification#1478 customized_load_metric_specification#1478 customized_scaling_metric_specification#1478 predefined_load_metric_specification#1152 predefined_metric_pair_specification#1152 predefined_scaling_metric_specification#1152
max_capacity_breach_behavior max_capacity_buffer mode scheduling_buffer_time metric_specification!#1479
period:n stat! unit metric!#1157
expression id! label return_data:b metric_stat#1481
metric_name namespace period:n statistic unit metric_dimension#l42 metrics#s482
disable_scale_in:b target_value!n customized_metric_specification#1483 predefined_metric_specification#1152
identifier! type!
key! values(s
cloudformation_stack_arn tag_filter#s486
dimensions{s metric_name! namespace! statistic! unit
predefined_load_metric_type! resource_label
predefined_scaling_metric_type! resource_label
disable_scale_in:b estimated_instance_warmup:n scale_in_cooldown:n scale_out_cooldown:n target_value!n customized_scaling_metric_specification#1488 predefined_scaling_metric_specification#1490
disable_dynamic_scaling:b max_capacity!n min_capacity!n predictive_scaling_max_capacity_behavior predictive_scaling_max_capacity_buffer~n predictive_scaling_mode resource_id! scalable_dimension! scaling_policy_update_behavior scheduled_action_buffer_time:n service_namespace! customized_load_metric_specification#1488 predefined_load_metric_specification#1489 target_tracking_configuration!#s491
name value
compliance_resource_ids~(s compliance_resource_types~(s tags{s
name! input_parameter#s493 scope#1494
backup_options!{s resource_type!
cold_storage_after:n delete_after:n opt_in_to_archive_for_supported_resources~b
destination_vault_arn! lifecycle#1497
malware_scanner! scan_mode!
completion_window:n enable_continuous_backup:b recovery_point_tags{s rule_name! schedule schedule_expression_timezone start_window:n target_logically_air_gapped_backup_vault_arn target_vault_name! copy_action#s498 lifecycle#1497 scan_action#s499
malware_scanner! resource_types!(s scanner_role_arn!
formats(s s3_bucket_name! s3_key_prefix
accounts(s framework_arns(s number_of_frameworks:n organization_units(s regions(s report_template!
algorithm! exclude_vaults~(s include_vaults!(s recovery_point_types!(s selection_window_days~n
string_equals#l308 string_not_equals#l308
string_equals#s308 string_like#s308 string_not_equals#s308 string_not_like#s308
key! type! value!
image_id_override~ image_kubernetes_version image_type
launch_template_id launch_template_name version~
allocation_strategy bid_percentage:n desired_vcpus~n ec2_key_pair image_id instance_role instance_type(s max_vcpus!n min_vcpus:n placement_group security_group_ids(s spot_iam_fleet_role subnets!(s tags{s type! ec2_configuration#l508 launch_template#1509
eks_cluster_arn! kubernetes_namespace!
job_execution_timeout_minutes~n terminate_jobs_on_update~b
limits{s requests{s
allow_privilege_escalation:b privileged:b read_only_root_file_system:b run_as_group:n run_as_non_root:b run_as_user:n
mount_path! name! read_only:b
args[s command[s image! image_pull_policy name env#s42 resources#1513 security_context#1514 volume_mounts#l515
labels{s
medium size_limit!
path!
optional:b secret_name!
name empty_dir#1518 host_path#1519 secret#1520
dns_policy host_network:b service_account_name share_process_namespace:b containers!#l516 image_pull_secret#l16 init_containers#l516 metadata#1517 volumes#l521
pod_properties!#1522
action! on_exit_code on_reason on_status_reason
attempts:n evaluate_on_exit#l524
attempt_duration_seconds:n
compute_environment! order!n
action! max_time_seconds!n reason! state!
share_identifier! weight_factor:n
compute_reservation:n share_decay_seconds:n share_distribution#s529
query_statement! table_configurations~{{s
compression! format! output_type! overwrite!
s3_bucket! s3_prefix! s3_region! s3_output_configurations#l532
s3_destination#l533
frequency!
description export_arn. name! data_query#l531 destination_configurations#l534 refresh_cadence#l535
training_loss.n
validation_loss.n
s3_uri!
validator#l539
security_group_ids!(s subnet_ids!(s
float_value:n string_value
definition! value#l542
instructions! name! rating_scale#l543
custom_metric_definition#l544
model_identifier!
bedrock_evaluator_model#l546
custom_metric#l545 evaluator_model_config#l547
name! dataset_location#l539
metric_names![s task_type! dataset#l549
custom_metric_config#l548 dataset_metric_config#l550 evaluator_model_config#l547
description name! rating_method!
flow_definition_arn! instructions
custom_metric#l552 dataset_metric_config#l550 human_workflow_config#l553
automated#l551 human#l554
latency
inference_params model_identifier! performance_config#l556
inference_source_identifier!
bedrock_model#l557 precomputed_inference_source#l558
number_of_results:n
vector_search_configuration#l560
knowledge_base_id! model_arn! retrieval_configuration#l561
knowledge_base_id! knowledge_base_retrieval_configuration#l561
retrieve_and_generate_config#l562 retrieve_config#l563
rag_source_identifier!
retrieve_and_generate_source_config#l565 retrieve_source_config#l565
knowledge_base_config#l564 precomputed_rag_source_config#l566
model#l559 rag_config#l567
tier_name~
input_action input_enabled:b input_modalities(s input_strength! output_action output_enabled:b output_modalities(s output_strength! type!
tier_config~@l569 filters_config#s570
threshold!n type!
filters_config#l572
guardrail_profile_identifier!
action! input_action~ input_enabled~b output_action~ output_enabled~b type!
action! description~ input_action~ input_enabled~b name! output_action~ output_enabled~b pattern!
pii_entities_config#l575 regexes_config#l576
definition! examples~[s name! type!
tier_config~@l569 topics_config#l578
input_action input_enabled:b output_action output_enabled:b type!
input_action input_enabled:b output_action output_enabled:b text!
managed_word_lists_config#l580 words_config#l581
model_arn.
copy_from!
s3_bucket_owner~ s3_input_format~ s3_uri!
s3_input_data_config#l585
s3_bucket_owner~ s3_encryption_key_id~ s3_uri!
s3_output_data_config#l587
bucket_name! key_prefix
log_group_name! role_arn! large_data_delivery_s3_config#l589
embedding_data_delivery_enabled~b image_data_delivery_enabled~b text_data_delivery_enabled~b video_data_delivery_enabled~b cloudwatch_config#l590 s3_config#l589
guardrail_identifier guardrail_version
max_recent_sessions~n
enabled_memory_types~[s session_summary_configuration~@l593 storage_days~n
max_length~n stop_sequences~[s temperature~n top_k~n top_p~n
base_prompt_template~ inference_configuration~@l595 parser_mode~ prompt_creation_mode~ prompt_state~ prompt_type~
override_lambda~ prompt_configurations~@s596
custom_control lambda
s3_bucket_name s3_object_key
payload s3#l599
description map_block_key! required:b type!
description name! parameters#s601
functions#l602
member_functions#l603
agent_version~ provisioned_throughput~
alias_arn!
exclusion_filters(s inclusion_filters(s object_type!
filters#l607
type! pattern_object_filter#l608
filter_configuration#l609
auth_type! credentials_secret_arn! host_type! host_url!
crawler_configuration#l610 source_configuration#l611
deletion_protection_status! deletion_protection_threshold~n
audio_extraction_status!
image_extraction_status!
video_extraction_status!
audio_extraction_configuration#l614 image_extraction_configuration#l615 video_extraction_configuration#l616
connector_parameters deletion_protection_configuration#l613 media_extraction_configuration#l617
bucket_arn! bucket_owner_account_id inclusion_prefixes(s
auth_type! credentials_secret_arn! host_url!
crawler_configuration#l610 source_configuration#l620
auth_type! credentials_secret_arn! domain! host_type! site_urls!(s tenant_id
crawler_configuration#l610 source_configuration#l622
max_pages:n rate_limit:n
exclusion_filters(s inclusion_filters(s scope user_agent crawler_limits#l624
url
seed_urls#l626
url_configuration#l627
crawler_configuration#l625 source_configuration#l628
type! confluence_configuration#l612 managed_knowledge_base_connector_configuration#l618 s3_configuration#l619 salesforce_configuration#l621 share_point_configuration#l623 web_configuration#l629
kms_key_arn
max_tokens!n overlap_percentage!n
max_tokens!n
overlap_tokens!n level_configuration#l633
breakpoint_percentile_threshold!n buffer_size!n max_token!n
chunking_strategy! fixed_size_chunking_configuration#l632 hierarchical_chunking_configuration#l634 semantic_chunking_configuration#l635
uri!
s3_location#l637
lambda_arn!
transformation_lambda_configuration#l639
step_to_apply! transformation_function#l640
intermediate_storage#l638 transformation#l641
parsing_modality
parsing_prompt_string!
model_arn! parsing_modality parsing_prompt#l644
parsing_strategy! bedrock_data_automation_configuration#l643 bedrock_foundation_model_configuration#l645
chunking_configuration#l636 custom_transformation_configuration#l642 parsing_configuration#l646
condition!
source_output! target_input!
conditional#l648 data#l649
name! source! target! type! configuration#l650
agent_alias_arn!
expression name!
condition#l653
code! language!
guardrail_identifier! guardrail_version!
max_tokens:n stop_sequences[s temperature:n top_p:n
text#l657
knowledge_base_id! model_id! number_of_results:n guardrail_configuration#l656 inference_configuration#l658
bot_alias_arn! locale_id!
text cache_point#l115
role! content#l661
json
description name! input_schema#l663
cache_point#l115 tool_spec#l664
any#l6 auto#l6 tool#l16
tool#l665 tool_choice#l666
input_variable#l16 message#l662 system#l661 tool_configuration#l667
text! cache_point#l115 input_variable#l16
chat#l668 text#l669
additional_model_request_fields model_id! template_type! inference_configuration#l658 template_configuration#l670
prompt_arn!
inline#l671 resource#l672
guardrail_configuration#l656 source_configuration#l673
bucket_name!
s3#l675
service_configuration#l676
agent#l652 collector#l6 condition#l654 inline_code#l655 input#l6 iterator#l6 knowledge_base#l659 lambda_function#l639 lex#l660 output#l6 prompt#l674 retrieval#l677 storage#l677
category expression! name! type!
name! type!
name! type! configuration#l678 input#l679 output#l680
connection#l651 node#l681
kendra_index_arn!
fixed_length_duration!n
segmentation_configuration#l684
dimensions:n embedding_data_type audio#l685 video#l685
bedrock_embedding_model_configuration#l686
embedding_model_arn embedding_model_type~ embedding_model_configuration#l687 server_side_encryption_configuration#l631
database_user type! username_password_secret_arn
cluster_identifier! auth_configuration#l689
type! username_password_secret_arn
workgroup_arn! auth_configuration#l691
type! provisioned_configuration#l690 serverless_configuration#l692
natural_language! sql!
description inclusion name
description inclusion name! column#l695
curated_query#l694 table#l696
execution_timeout_seconds:n generation_context#l697
table_names!(s
database_name!
type! aws_data_catalog_configuration#l699 redshift_configuration#l700
query_engine_configuration#l693 query_generation_configuration#l698 storage_configuration#l701
type! redshift_configuration#l702
type! s3_location#l637
storage_location#l704
embedding_model_arn! embedding_model_configuration#l687 supplemental_data_storage_configuration#l705
type! kendra_knowledge_base_configuration#l683 managed_knowledge_base_configuration#l688 sql_knowledge_base_configuration#l703 vector_knowledge_base_configuration#l706
metadata_field! text_field! vector_field!
collection_name! credentials_secret_arn! database_name! endpoint! endpoint_service_name text_index_name vector_index_name! field_mapping#l708
metadata_field! text_field!
graph_arn! field_mapping#l710
domain_arn! domain_endpoint! vector_index_name! field_mapping#l708
collection_arn! vector_index_name! field_mapping#l708
connection_string! credentials_secret_arn! namespace field_mapping#l710
custom_metadata_field metadata_field! primary_key_field! text_field! vector_field!
credentials_secret_arn! database_name! resource_arn! table_name! field_mapping#l715
metadata_field text_field vector_field
credentials_secret_arn! endpoint! vector_index_name! field_mapping#l717
index_arn index_name vector_bucket_arn
type! mongo_db_atlas_configuration#l709 neptune_analytics_configuration#l711 opensearch_managed_cluster_configuration#l712 opensearch_serverless_configuration#l713 pinecone_configuration#l714 rds_configuration#l716 redis_enterprise_cloud_configuration#l718 s3_vectors_configuration#l719
agent_identifier!
agent#l721
additional_model_request_fields model_id name! template_type! gen_ai_resource#l722 inference_configuration#l658 metadata#l308 template_configuration#l670
idle_runtime_session_timeout~n max_lifetime~n
workload_identity_arn.
bucket! prefix! version_id
s3#l726
entry_point![s runtime! code#l727
container_uri!
code_configuration#l728 container_configuration#l729
arn!
workload_identities[s hosting_environment#l731
allowed_audience(s allowed_clients(s allowed_scopes(s discovery_url! allowed_workload_configuration#l732 custom_claim#s100 private_endpoint#l103 private_endpoint_overrides#l104
custom_jwt_authorizer#l733
access_point_arn! mount_path!
mount_path!
efs_access_point#l735 s3_files_access_point#l735 session_storage#l736
require_service_s3_endpoint.b security_groups!(s subnets!(s
network_mode! network_mode_config#l738
server_protocol
request_header_allowlist(s
secret_arn.
json_key! secret_id!
enabled!b
secret_arn!
secrets_manager#l745
location#l746
type location#l727
security_groups!(s subnets!(s
network_mode! vpc_config#l749
bucket! prefix!
enabled:b s3_location#l751
lambda_arn! lambda_timeout_in_seconds~n
lambda_config#l753
additional_model_request_fields model_id! inference_config#l657
bedrock_evaluator_model_config#l755
definition! label!
definition! label! value!n
categorical#l757 numerical#l758
instructions! model_config#l756 rating_scale#l759
code_based#l754 llm_as_a_judge#l760
pass_request_headers!b
lambda#l731
interception_points!(s input_configuration#l762 interceptor#l763
arn! mode!
session_timeout_in_seconds:n
enable_response_streaming:b
instructions search_type supported_versions(s session_configuration#l766 streaming_configuration#l767
mcp#l768
managed_by.
bundle_arn! bundle_version!
description metadata{s name! weight!n configuration_bundle#l771
traffic_split#l772
static_override#l771 weighted_override#l773
target_name!
description metadata{s name! target_name! weight!n
traffic_split#l776
static_route#l775 weighted_route#l777
configuration_bundle#l774 route_to_target#l778
any_of![s
arn! operator~
iam_principal#l781
any_of#l782
match_paths#l780 match_principals#l783
credential_location credential_parameter_name credential_prefix provider_arn!
region service!
region service
custom_parameters{s default_return_url grant_type provider_arn! scopes!(s
api_key#l785 caller_iam_credentials#l786 gateway_iam_role#l787 jwt_passthrough#l6 oauth#l788
allowed_query_parameters(s allowed_request_headers(s allowed_response_headers(s
payload!
bucket_owner_account_id uri
inline_payload#l791 s3#l792
source#l793
arn! qualifier schema#l794
composite_identifier(s identifier! timeout:n
endpoint! protocol_type! static_query_parameter_conflict_resolution static_query_parameters{s schema#l794 stickiness_configuration#l796
agentcore_runtime#l795 passthrough#l797
connector_id!
source#l799
separator strip~b
provider_prefix#l801
model!
path! provider_path model#l803
endpoint! model_mapping#l802 operation#l804
connector#l800 provider#l805
filter_path! methods!(s
description method! name! path!
tool_filter#s807 tool_override#s808
rest_api_id! stage! api_gateway_tool_configuration#l809
description path! visible:b
description name! parameter_values parameter_override#l811
connector_id! version~
enabled[s configuration#l812 source#l813
description items_json properties_json type!
description items_json name! properties_json required~b type!
description type! items#l815 property#s816
description name! required~b type! items#l817 property#s816
description type! items#l817 property#s818
description! name! input_schema#l819 output_schema#l819
inline_payload#l820 s3#l792
lambda_arn! tool_schema#l821
bucket_owner_account_id uri!
inline_payload#l791 s3#l823
endpoint! listing_mode~ resource_priority~n mcp_tool_schema#l824
api_gateway#l810 connector#l814 lambda#l822 mcp_server#l825 open_api_schema#l793 smithy_model#l793
http#l798 inference#l806 mcp#l826
access_point_arn. mount_path.
mount_path.
efs_access_point.@l828 s3_files_access_point.@l828 session_storage.@l829
idle_runtime_session_timeout.n max_lifetime.n
require_service_s3_endpoint.b security_groups.(s subnets.(s
network_mode. network_mode_config.@l832
agent_runtime_arn. agent_runtime_id. agent_runtime_name. filesystem_configuration.@l830 lifecycle_configuration.@l831 network_configuration.@l833
agentcore_runtime_environment.@l834
map_block_key. relevance_score.n strategy_id. top_k.n
actor_id. arn. messages_count.n retrieval_config.@l836
arn. encryption_key_arn. event_expiry_duration.n strategies.(s
agentcore_memory_configuration.@l837 disabled.@l6 managed_memory_configuration.@l838
messages_count~n
preserve_recent_messages~n summarization_system_prompt~ summary_ratio~n
sliding_window~@l840 summarization~@l841
config~@l842 strategy~
agent_runtime_arn. agent_runtime_id. agent_runtime_name. lifecycle_configuration~@l724 filesystem_configuration#l737 network_configuration#l739
agentcore_runtime_environment#l844
container_configuration#l729
map_block_key! relevance_score:n strategy_id top_k:n
actor_id arn! messages_count:n retrieval_config#l847
arn. encryption_key_arn event_expiry_duration~n strategies~(s
agentcore_memory_configuration#l848 disabled#l6 managed_memory_configuration#l849
additional_params api_format~ max_tokens:n model_id! temperature:n top_p:n
additional_params api_key_arn! max_tokens:n model_id! temperature:n top_k:n top_p:n
additional_params api_base api_key_arn max_tokens:n model_id! temperature:n top_p:n
additional_params api_format~ api_key_arn! max_tokens:n model_id! temperature:n top_p:n
bedrock_model_config#l851 gemini_model_config#l852 litellm_model_config#l853 openai_model_config#l854
paths[s
credential_arn! username
path url! auth#l857
path aws_skills#l856 git#l858 s3#l637
text
browser_arn
code_interpreter_arn
custom_parameters{s default_return_url grant_type provider_arn! scopes![s
aws_iam:b none:b oauth#l863
gateway_arn! outbound_auth#l864
description! input_schema!
headers{s url!
agentcore_browser#l861 agentcore_code_interpreter#l862 agentcore_gateway#l865 inline_function#l866 remote_mcp#l867
name type! config#l868
key! type!
level~ type!
data_stream_arn! content_configuration#l871
kinesis#l872
resource#l873
append_to_prompt! model_id!
append_to_prompt! model_id! namespace_templates!(s
message_count.n
idle_session_timeout.n
token_count.n
message_based_trigger.@l877 time_based_trigger.@l878 token_based_trigger.@l879
payload_delivery_bucket_name! topic_arn!
message_count!n
idle_session_timeout!n
token_count!n
message_based_trigger#l882 time_based_trigger#l883 token_based_trigger#l884
historical_context_window_size~n trigger_conditions_actual.@l880 invocation_configuration#l881 trigger_conditions#l885
type! consolidation#l875 extraction#l875 reflection#l876 self_managed_configuration#l886
max_value:n min_value:n
allowed_values[s max_items:n
allowed_values![s
number_validation#l888 string_list_validation#l889 string_validation#l890
definition! llm_extraction_instruction~ validation#l891
llm_extraction_config#l892
extraction_type~ key! type~ extraction_config#l893
metadata_schema#l894
namespace_templates!(s
authorization_endpoint. issuer. response_types.(s token_endpoint. token_endpoint_auth_methods.[s
authorization_server_metadata.@l897 discovery_url.
client_credentials_wo_version:n client_id client_id_wo client_secret client_secret_source client_secret_wo oauth_discovery.@l898 client_secret_config#l743
authorization_endpoint! issuer! response_types(s token_endpoint! token_endpoint_auth_methods[s
discovery_url authorization_server_metadata#l900
actor_token_content! actor_token_scopes(s
grant_type! token_exchange_grant_type_config#l902
kms_key_source#l108
additional_header_claims{s additional_payload_claims{s signing_algorithm private_key_source#l904
client_authentication_method client_credentials_wo_version:n client_id client_id_wo client_secret client_secret_source client_secret_wo client_secret_config#l743 oauth_discovery#l901 on_behalf_of_token_exchange_config#l903 private_endpoint#l103 private_endpoint_override#l104 private_key_jwt_config#l905
authorization_endpoint client_credentials_wo_version:n client_id client_id_wo client_secret client_secret_source client_secret_wo issuer oauth_discovery.@l898 token_endpoint client_secret_config#l743
client_credentials_wo_version:n client_id client_id_wo client_secret client_secret_source client_secret_wo oauth_discovery.@l898 tenant_id tenant_id_wo tenant_id_wo_version:n client_secret_config#l743
atlassian_oauth2_provider_config#l899 custom_oauth2_provider_config#l906 github_oauth2_provider_config#l899 google_oauth2_provider_config#l899 included_oauth2_provider_config#l907 linkedin_oauth2_provider_config#l899 microsoft_oauth2_provider_config#l908 salesforce_oauth2_provider_config#l899 slack_oauth2_provider_config#l899
log_group_name.
cloudwatch_config.@l910
log_group_names![s service_names![s
cloudwatch_logs#l912
evaluator_id!
boolean_value:b double_value:n string_value
key! operator! value#l915
sampling_percentage!n
session_timeout_minutes!n
filter#l916 sampling_config#l917 session_config#l918
statement!
cedar#l920
auto_approval~b
key_type! kms_key_arn
key! values![s
begin_date_inclusive! end_date_inclusive!
dimensions#l437 tags#l924 time_range#l925
budget_adjustment_period!n lookback_available_periods.n
auto_adjust_type! last_auto_adjust_time. historical_options#1927
name! values![s
include_credit:b include_discount:b include_other_subscription:b include_recurring:b include_refund:b include_subscription:b include_support:b include_tax:b include_upfront:b use_amortized:b use_blended:b
key match_options[s values[s
key! match_options[s values![s
cost_categories#1931 dimensions#1932 tags#1931
and#l933 cost_categories#1931 dimensions#1932 not#1933 or#l933 tags#1931
and#l934 cost_categories#1931 dimensions#1932 not#1934 or#l934 tags#1931
comparison_operator! notification_type! subscriber_email_addresses(s subscriber_sns_topic_arns(s threshold!n threshold_type!
amount! start_time! unit!
action_threshold_type! action_threshold_value!n
groups(s policy_arn! roles(s users(s
policy_id! target_ids!(s
action_sub_type! instance_ids!(s region!
iam_action_definition#1939 scp_action_definition#1940 ssm_action_definition#1941
address! subscription_type!
address! type!
key match_options(s values(s
cost_category#1945 dimension#1945 tags#1945
and#s946 cost_category#1945 dimension#1945 not#1946 or#s946 tags#1945
dimension_key dimension_name
and#s947 cost_category#1945 dimension#1945 not#1947 or#s947 tags#1945
type value inherited_value#1948 rule#1949
type values[s
method! source! targets![s parameter#s951
priority!n voice_connector_id!
host! port:n priority!n protocol! weight!n
configuration_arn disabled:b
content_redaction_output data_access_role_arn! output_encryption_kms_key_id output_location!
call_analytics_stream_categories[s content_identification_type content_redaction_type enable_partial_results_stabilization:b filter_partial_results:b language_code! language_model_name partial_results_stability pii_entity_types vocabulary_filter_method vocabulary_filter_name vocabulary_name post_call_analytics_settings#1956
content_identification_type content_redaction_type enable_partial_results_stabilization:b filter_partial_results:b language_code! language_model_name partial_results_stability pii_entity_types show_speaker_label:b vocabulary_filter_method vocabulary_filter_name vocabulary_name
insights_target!
destination
speaker_search_status! voice_tone_analysis_status!
type! amazon_transcribe_call_analytics_processor_configuration#1957 amazon_transcribe_processor_configuration#1958 kinesis_data_stream_sink_configuration#1959 lambda_function_sink_configuration#1959 s3_recording_sink_configuration#1960 sns_topic_sink_configuration#1959 sqs_queue_sink_configuration#1959 voice_analytics_processor_configuration#1961
rule_name!
keywords![s negate~b rule_name!
rule_name! sentiment_type! time_period!n
type! issue_detection_configuration#1963 keyword_match_configuration#1964 sentiment_configuration#1965
disabled~b rules!#l966
cdr_bucket
aws_region! priority!n sip_media_application_id!
allow_clear_text!b allow_duplicates!b allow_joins_on_columns_with_different_names!b preserve_nulls!b
account_id! display_name! member_abilities![s status.
database_name! table_name!
bucket! key_prefix result_format!
s3#l973
role_arn output_configuration#l974
is_responsible!b
query_compute#l976
account_id. detailed_status. drift_status. organizational_unit_id. region. stack_id. stack_set_id. status. status_reason.
account_filter_type accounts(s accounts_url organizational_unit_ids(s
concurrency_mode failure_tolerance_count:n failure_tolerance_percentage:n max_concurrent_count:n max_concurrent_percentage:n region_concurrency_type region_order[s
depends_on_stack_sets[s enabled:b retain_stacks_on_account_removal:b
active:b
failure_tolerance_count:n failure_tolerance_percentage:n max_concurrent_count:n max_concurrent_percentage:n region_concurrency_type region_order[s
update
account_id. organizational_unit_id. stack_id.
log_group_name! log_role_arn!
items(s
cookie_behavior! cookies#1987
header_behavior headers#1987
query_string_behavior! query_strings#1987
enable_accept_encoding_brotli:b enable_accept_encoding_gzip:b cookies_config!#1988 headers_config!#1989 query_strings_config!#1990
key_value_store_arn!
comment! runtime! key_value_store_association#l992
items(s quantity!n
header! value!
idle_ttl!n maximum_ttl!n
weight!n session_stickiness_config#l996
type! single_header_config#l995 single_weight_config#l997
key_group_id. key_pair_ids.(s
enabled.b items.@l999
aws_account_number. key_pair_ids.(s
enabled.b items.@l1001
header_name!
error_caching_min_ttl:n error_code!n response_code:n response_page_path
forward! whitelisted_names~(s
headers~(s query_string!b query_string_cache_keys~[s cookies!#11005
event_type! function_arn!
enabled~b
event_type! include_body:b lambda_arn!
allowed_methods!(s cache_policy_id cached_methods!(s compress:b default_ttl~n field_level_encryption_id max_ttl~n min_ttl:n origin_request_policy_id realtime_log_config_arn response_headers_policy_id smooth_streaming:b target_origin_id! trusted_key_groups~[s trusted_signers~[s viewer_protocol_policy! forwarded_values#11006 function_association#s1007 grpc_config#11008 lambda_function_association#s1009
bucket include_cookies:b prefix
forward! whitelisted_names(s
headers~(s query_string!b query_string_cache_keys~[s cookies!#11012
allowed_methods!(s cache_policy_id cached_methods!(s compress:b default_ttl~n field_level_encryption_id max_ttl~n min_ttl:n origin_request_policy_id path_pattern! realtime_log_config_arn response_headers_policy_id smooth_streaming:b target_origin_id! trusted_key_groups[s trusted_signers[s viewer_protocol_policy! forwarded_values#11013 function_association#s1007 grpc_config#11008 lambda_function_association#s1009
client_certificate_arn!
http_port!n https_port!n ip_address_type origin_keepalive_timeout:n origin_protocol_policy! origin_read_timeout:n origin_ssl_protocols!(s origin_mtls_config#11015
enabled!b origin_shield_region
origin_access_identity!
origin_keepalive_timeout:n origin_read_timeout:n owner_account_id vpc_origin_id!
connection_attempts:n connection_timeout:n domain_name! origin_access_control_id origin_id! origin_path response_completion_timeout~n custom_header#s42 custom_origin_config#11016 origin_shield#11017 s3_origin_config#11018 vpc_origin_config#11019
status_codes!(n
origin_id!
origin_id! failover_criteria!#11021 member!#l1022
locations~(s restriction_type!
geo_restriction!#11024
acm_certificate_arn cloudfront_default_certificate:b iam_certificate_id minimum_protocol_version ssl_support_method
advertise_trust_store_ca_names:b ignore_certificate_expiry:b trust_store_id!
mode trust_store_config#11027
arn
locations~(s restriction_type
action arn
certificate#l1029 geo_restriction#l1030 web_acl#l1031
domain! status.
certificate_transparency_logging_preference primary_domain_name validation_token_host
content_type! format! profile_id
items!#s1035
forward_when_content_type_is_unknown!b content_type_profiles!#11036
profile_id! query_arg!
items#s1038
forward_when_query_arg_profile_is_unknown!b query_arg_profiles#11039
provider_id! public_key_id! field_patterns!#1987
items#s1041
realtime_metrics_subscription_status!
realtime_metrics_subscription_config!#11043
key_group_id. key_pair_ids.[s
enabled.b items#l1045
cached_methods!(s items!(s
event_type! include_body~b lambda_function_arn!
enabled~b items[s
cache_policy_id compress~b field_level_encryption_id~ origin_request_policy_id path_pattern! realtime_log_config_arn response_headers_policy_id target_origin_id! viewer_protocol_policy! allowed_methods#l1047 function_association#s1007 lambda_function_association#s1048 trusted_key_groups#l1049
error_caching_min_ttl~n error_code!n response_code response_page_path
cache_policy_id compress~b field_level_encryption_id~ origin_request_policy_id realtime_log_config_arn response_headers_policy_id target_origin_id! viewer_protocol_policy! allowed_methods#l1047 function_association#s1007 lambda_function_association#s1048 trusted_key_groups#l1049
header_name! header_value!
http_port!n https_port!n ip_address_type origin_keepalive_timeout~n origin_protocol_policy! origin_read_timeout~n origin_ssl_protocols!(s origin_mtls_config#l1015
origin_keepalive_timeout~n origin_read_timeout~n vpc_origin_id!
connection_attempts~n connection_timeout~n domain_name! id! origin_access_control_id origin_path~ response_completion_timeout~n custom_header#l1053 custom_origin_config#l1054 origin_shield#l1017 vpc_origin_config#l1055
id! failover_criteria#l1021 member#l1022
items(s restriction_type!
geo_restriction#l1058
comment default_value required!b
string_schema#l1060
name! definition#l1061
parameter_definition#l1062
acm_certificate_arn cloudfront_default_certificate~b minimum_protocol_version~ ssl_support_method~
role_arn! stream_arn!
stream_type! kinesis_stream_config!#11065
access_control_allow_credentials!b access_control_max_age_sec:n origin_override!b access_control_allow_headers!#1987 access_control_allow_methods!#1987 access_control_allow_origins!#1987 access_control_expose_headers#1987
header! override!b value!
items#s1068
header!
items#s1070
content_security_policy! override!b
override!b
frame_option! override!b
override!b referrer_policy!
access_control_max_age_sec!n include_subdomains:b override!b preload:b
mode_block:b override!b protection!b report_uri
content_security_policy#11072 content_type_options#11073 frame_options#11074 referrer_policy#11075 strict_transport_security#11076 xss_protection#11077
enabled!b sampling_rate!n
bucket! key! region! version
ca_certificates_bundle_s3_location#l1080
items!(s quantity!n
arn! http_port!n https_port!n name! origin_protocol_policy! origin_ssl_protocols#l1082
aws_hardware_certificate. cluster_certificate. cluster_csr. hsm_certificate. manufacturer_hardware_certificate.
enforce_https~b tls_security_policy~
analysis_scheme default_value facet:b highlight:b name! return:b search:b sort:b source_fields type!
desired_instance_type~ desired_partition_count~n desired_replication_count~n
ends_with[s equals[s field! not_ends_with[s not_equals[s not_starts_with[s starts_with[s
name field_selector!#s1088
type! values![s
exclude_management_event_sources(s include_management_events:b read_write_type data_resource#l1090
insight_type!
ends_with~[s equals~[s field~ not_ends_with~[s not_equals~[s not_starts_with~[s starts_with~[s
name~ field_selector#s1093
alarm_names!(s
duration! expression! timezone~
schedule#l1096
alarm! extension_period!n wait_period!n
include_detail level
resource_association_arn. resource_configuration_arn!
resource_parameters!#11100
is_value_secret:b key value
body#l1102 header#l1102 query_string#l1102
authorization_endpoint! http_method! client_parameters#1170 oauth_http_parameters!#11103
api_key#1308 basic#1184 connectivity_parameters#11101 invocation_http_parameters#11103 oauth#11104
state
health_check
route
primary!#11107 secondary!#11108
failover_config!#11109
graphql_operation
array_size:n job_attempts:n job_definition! job_name!
base:n capacity_provider! weight:n
assign_public_ip:b security_groups(s subnets!(s
field type!
expression type!
enable_ecs_managed_tags:b enable_execute_command:b group launch_type platform_version propagate_tags tags{s task_count:n task_definition_arn! capacity_provider_strategy#s1113 network_configuration#11114 ordered_placement_strategy#l1115 placement_constraint#s1116
header_parameters{s path_parameter_values[s query_string_parameters{s
input_paths{s input_template!
partition_key_path
database! db_user secrets_manager_arn sql statement_name with_event:b
maximum_event_age_in_seconds:n maximum_retry_attempts:n
pipeline_parameter_list#s42
message_group_id
enable_hive_compatible_path~b suffix_path~
destination_resource_arn
default_value dimensions{s name! namespace! unit value!
key! overwrite_if_exists~b value!
entry#l1128
overwrite_if_exists~b source! target!
entry#l1130
columns~[s delimiter~ quote_character~ source~
locale~ match_patterns![s source! source_timezone~ target! target_format~ target_timezone~
with_keys![s
match! source~
flatten~b flattened_element~ key! source! target~ value_key~
source~
destination~ source~
destination~ field_delimiter~ key_prefix~ key_value_delimiter~ non_match_value~ overwrite_if_exists~b source~
event_source! ocsf_version! source~
key! overwrite_if_exists~b rename_to!
entry#l1141
delimiter! source!
entry#l1143
from! source! to!
entry#l1145
entry#l870
add_keys#l1129 copy_value#l1131 csv#l1132 date_time_converter#l1133 delete_keys#l1134 grok#l1135 list_to_map#l1136 lower_case_string#l1134 move_keys#l1131 parse_cloudfront#l1137 parse_json#l1138 parse_key_value#l1139 parse_postgres#l1137 parse_route53#l1137 parse_to_ocsf#l1140 parse_vpc#l1137 parse_waf#l1137 rename_keys#l1142 split_string#l1144 substitute_string#l1146 trim_string#l1134 type_converter#l1147 upper_case_string#l1134
pending_period:n query! recovery_period:n
promql_criteria!#11149
dimensions{s metric_name! namespace period!n stat! unit
account_id expression id! label period:n return_data:b metric#11151
only_start_evaluating_after_warm_up_period_ends:b warm_up_period_duration_in_minutes!n
metric_names(s namespace!
metric_name! namespace!
additional_statistics!(s include_metric!#s1155
external_connection_name! package_format. status.
repository_name!
context. message. status_code.
disk~n instance_type~ machine_type~ memory~n vcpu~n
metric_type target_value:n
desired_capacity.n max_capacity:n scaling_type target_tracking_scaling_configs#l1161
security_group_ids!(s subnets!(s vpc_id!
artifact_identifier bucket_owner_access encryption_disabled:b location name namespace_type override_artifact_name:b packaging path type!
compute_types_allowed[s maximum_builds_allowed:n
combine_artifacts:b service_role! timeout_in_mins:n restrictions#11165
cache_namespace location modes[s type
compute_type! security_group_ids[s
name! type value!
fleet_arn
credential! credential_provider!
certificate compute_type! host_kernel~ image! image_pull_credentials_type privileged_mode:b type! docker_server#11168 environment_variable#l1169 fleet#11170 registry_credential#11171
identifier location mount_options mount_point type
group_name status stream_name
bucket_owner_access encryption_disabled:b location status
cloudwatch_logs#11174 s3_logs#11175
artifact_identifier! bucket_owner_access encryption_disabled:b location name namespace_type override_artifact_name:b packaging path type!
source_identifier! source_version!
resource! type!
context target_url
fetch_submodules!b
buildspec git_clone_depth:n insecure_ssl:b location report_build_status:b source_identifier! type! auth#11179 build_status_config#11180 git_submodules_config#11181
buildspec git_clone_depth:n insecure_ssl:b location report_build_status:b type! auth#11179 build_status_config#11180 git_submodules_config#11181
bucket! encryption_disabled:b encryption_key! packaging path
type! s3_destination#11184
exclude_matched_pattern:b pattern! type!
filter#l1186
approver_roles~(s requires_comment_approval!
domain name! scope!
name runtime
size!n
branch_name repository_name!
branches[s custom_data destination_arn! events![s name!
security_group_ids!(s subnet_ids!(s tls_certificate vpc_id!
type value:n
interval:n percentage:n
type time_based_canary#11196 time_based_linear#11196
first_zone_monitor_duration_in_seconds:n monitor_duration_in_seconds:n minimum_healthy_hosts_per_zone#11195
alarms(s enabled:b ignore_poll_alarm_failure:b
enabled:b events(s
action_on_timeout wait_time_in_minutes:n
action
action termination_wait_time_in_minutes:n
deployment_ready_option#11201 green_fleet_provisioning_option#11202 terminate_blue_instances_on_deployment_success#11203
deployment_option deployment_type
key type value
ec2_tag_filter#s1206
cluster_name! service_name!
name
listener_arns!(s
prod_traffic_route!#11210 target_group!#l16 test_traffic_route#11210
elb_info#s1209 target_group_info#s1209 target_group_pair_info#11211
trigger_events!(s trigger_name! trigger_target_arn!
profiling_enabled!b
build_artifacts_object_key. source_code_artifacts_object_key.
bucket_name. code_artifacts.@l1215
encryption_option kms_key_id
connection_arn! name! owner!
bucket_name! name!
bitbucket#11218 codecommit#116 github_enterprise_server#11218 s3_bucket#11219
excludes.[s includes.[s
branches.@l1221 events.[s file_paths.@l1221
branches.@l1221 file_paths.@l1221 tags.@l1221
pull_request.@l1222 push.@l1223 source_action_name.
git_configuration.@l1224 provider_type.
id! type!
location! region type! encryption_key#11226
files[s name!
category! commands[s configuration{s input_artifacts[s name! namespace output_artifacts[s output_variables[s owner! provider! region~ role_arn run_order~n timeout_in_minutes:n version! output_artifacts_for_compute_action#l1228
category! owner provider! version
commands[s configuration{s input_artifacts[s name! region role_arn timeout_in_minutes:n rule_type_id!#11230
result rule!#l1231
condition!#11232
retry_mode
result condition#11232 retry_configuration#11234
name! action!#l1229 before_entry#11233 on_failure#11235 on_success#11233
excludes[s includes[s
events[s branches#11237 file_paths#11237
branches#11237 file_paths#11237 tags#11237
source_action_name! pull_request#l1238 push#l1239
provider_type! git_configuration!#11240
default_value description name!
description key!b name! queryable:b required!b secret!b type
maximum_count!n minimum_count!n
entity_url_template execution_url_template revision_url_template third_party_configuration_url
allowed_ip_range secret_token
json_path! match_equals!
address! status. type
client_id provider_name server_side_token_check:b
claim! match_type! role_arn! value!
ambiguous_role_resolution identity_provider! type! mapping_rule#l1250
log_group_arn
stream_arn
bucket_arn
event_source! log_level! cloud_watch_logs_configuration#l1252 firehose_configuration#l1253 s3_configuration#l1254
bytes category! color_mode! extension! resource_id
application_arn application_id external_id role_arn~ user_data_shared~b
feature! retry_grace_period_seconds:n
access_token~ id_token~ refresh_token~
scope_description! scope_name!
event_action! notify!b
high_action#11261 low_action#11261 medium_action#11261
html_body! subject! text_body!
from reply_to source_arn! block_email#11263 mfa_email#11263 no_action_email#11263
actions!#11262 notify_configuration#11264
event_action!
event_filter~(s actions!#11266
blocked_ip_range_list(s skipped_ip_range_list(s
name! priority!n
recovery_mechanism#s1269
email_message email_subject sms_message
allow_admin_create_user_only:b invite_message_template#11271
challenge_required_on_new_device:b device_only_remembered_on_user_prompt:b
configuration_set email_sending_account from_email_address reply_to_email_address source_arn
message subject
lambda_arn! lambda_version!
create_auth_challenge custom_message define_auth_challenge kms_key_id post_authentication post_confirmation pre_authentication pre_sign_up pre_token_generation~ user_migration verify_auth_challenge_response custom_email_sender#11276 custom_sms_sender#11276 pre_token_generation_config#11276
minimum_length:n password_history_size:n require_lowercase:b require_numbers:b require_symbols:b require_uppercase:b temporary_password_validity_days~n
max_value min_value
max_length min_length
attribute_data_type! developer_only_attribute:b mutable:b name! required:b number_attribute_constraints#11279 string_attribute_constraints#11280
allowed_first_auth_factors(s
external_id! sns_caller_arn! sns_region~
attributes_require_verification_before_update!(s
custom_auth_mode~
advanced_security_mode! advanced_security_additional_flows#11285
case_sensitive~b
default_email_option email_message~ email_message_by_link~ email_subject~ email_subject_by_link~ sms_message~
relying_party_id user_verification
annotation_data_s3_uri attribute_names![s document_type s3_uri! source_documents_s3_uri split
data_format label_delimiter~ s3_uri test_s3_uri augmented_manifests#s1290
kms_key_id output_s3_uri. s3_uri!
security_group_ids!(s subnets!(s
s3_uri! test_s3_uri
input_format s3_uri! test_s3_uri
data_format annotations#11294 augmented_manifests#s1290 documents#11295 entity_list#1539 entity_types!#s115
exclude_list(s include_list(s name!
headroom! threshold
metric_name! metric_parameters#l1298
mode~
compliance_resource_id compliance_resource_types(s tag_key tag_value
enable_debug_log_delivery:b policy_runtime! policy_text!
event_source maximum_execution_frequency message_type
owner! source_identifier custom_policy_details#11302 source_detail#s1303
account_ids![s all_regions:b regions[s
all_regions:b regions[s role_arn!
resource_types(s
use_only
all_supported:b include_global_resource_types:b resource_types(s exclusion_by_resource_types#l1307 recording_strategy#l1308
description recording_frequency! resource_types!(s
recording_frequency recording_mode_override#11310
parameter_name! parameter_value!
delivery_frequency
concurrent_execution_rate_percentage:n error_percentage:n
ssm_controls#11314
name! resource_value static_value static_values~[s
lex_region~ name!
hours!n minutes!n
day! end_time!#11318 start_time!#11318
firehose_arn!
stream_arn!
encryption_type! key_id!
prefix! retention_period_hours!n encryption_config!#11322
bucket_name! bucket_prefix! encryption_config#11322
storage_type! kinesis_firehose_config#11320 kinesis_stream_config#11321 kinesis_video_stream_config#11323 s3_config#11324
message. status.
outbound_caller_id_name outbound_caller_id_number_id outbound_flow_id
phone_number!
contact_flow_id! queue_id!
contact_flow_id! user_id!
quick_connect_type! phone_config#l1328 queue_config#l1329 user_config#l1330
behavior_type!
channel! concurrency!n cross_channel_behavior#11332
channel! delay!n priority!n queue_arn. queue_id! queue_name.
email first_name last_name secondary_email
after_contact_work_time_limit:n auto_accept:b desk_phone_number phone_type!
arn. id. name.
level_five.@l1337 level_four.@l1337 level_one.@l1337 level_three.@l1337 level_two.@l1337
arn. id. name!
level_five#11339 level_four#11339 level_one#11339 level_three#11339 level_two#11339
status.
conflict_resolving_model! source_name
matching_attributes_list![[s
enabled!b min_allowed_confidence_score_for_merging:n conflict_resolution#11342 consolidation#11343
s3_bucket_name! s3_key_name
s3_exporting#11345
day_of_the_week! time!
enabled!b auto_merging#11344 exporting_config#11346 job_schedule#11347
address[s attribute_matching_model! email_address[s phone_number[s
rule![s
enabled!b max_allowed_rule_level_for_matching:n max_allowed_rule_level_for_merging:n status~ attribute_types_selector#11349 conflict_resolution#11342 exporting_config#11346 matching_rules#s1350
address_1 address_2 address_3 address_4 city country county postal_code province state
kms_key_arn type
bucket! key_pattern~
encryption#l1353 revision_destination#l1354
export_revision_to_s3#l1355
data_set_id!
revision_published#l1357
bucket! key_prefixes(s keys(s kms_keys_to_grant#l108
access_point_alias. access_point_arn. asset_source#l1359
bucket! key!
asset_source#l1361
filename!
arn. created_at. id. name. updated_at. create_s3_data_access_from_s3_bucket#l1360 import_assets_from_s3#l1362 import_assets_from_signed_url#l1363
key! string_value!
id! attribute#s1365
id! string_value!
key! ref_value string_value
id! name! field#s1368
token!
security_group_arns!(s subnet_arn!
version
mount_options!#11372
domain password! user! mount_options!#11372
nfs#11373 smb#11374
nfs!#11373
hostname! port!n
data_transfer_protection~ rpc_protection~
agent_arns!(s
bucket_access_role_arn!
filter_type value
atime bytes_per_second:n gid log_level mtime object_tags overwrite_mode posix_permissions preserve_deleted_files preserve_devices security_descriptor_copy_flags~ task_queueing transfer_mode uid verify_mode
schedule_expression! status~
deleted_override skipped_override transferred_override verified_override
bucket_access_role_arn! s3_bucket_arn! subdirectory
output_type report_level s3_object_versioning report_overrides#11384 s3_destination!#11385
map_block_key! required:b type_identifier! type_revision!
type~ user_assignment
code. message.
deployment_id. deployment_status. deployment_type. failure_reasons.@l1389 is_deployment_complete.b messages.[s
name. provider. type. value.
name. revision.
smithy!
classifies(s is_a(s
include_child_domain_units:b
domain_unit_id
include_child_domain_units:b project_profiles[s
add_to_project_member_pool#l1395 create_asset_type#l1395 create_domain_unit#l1395 create_environment#l6 create_environment_from_blueprint#l6 create_environment_profile#l1396 create_form_type#l1395 create_glossary#l1395 create_project#l1395 create_project_from_project_profile#l1397 delegate_create_environment_profile#l6 override_domain_unit_owners#l1395 override_project_owners#l1395 use_asset_type#l1396
domain_unit_designation! domain_unit_identifier all_domain_units_grant_filter#l6
group_identifier!
domain_unit! include_child_domain_units:b
project_designation! project_identifier domain_unit_filter#l1401
user_identifier all_users_grant_filter#l6
domain_unit#l1399 group#l1400 project#l1402 user#l1403
arn.
first_name. last_name. user_name.
iam.@l1405 sso.@l1406
address. availability_zone. id. port.n
enabled:b
address. hosted_zone_id. port.n
kms_key_id. secret_arn. secret_status.
restore_time source_db_instance_automated_backups_arn source_db_instance_identifier source_dbi_resource_id use_latest_restorable_time:b
bucket_name! bucket_prefix ingestion_role! source_engine! source_engine_version!
db_security_group_memberships(s option_name! port:n version vpc_security_group_memberships(s option_settings#s42
apply_method name! value!
auth_scheme client_password_auth_type~ description iam_auth secret_arn username
connection_borrow_timeout:n init_query max_connections_percent:n max_idle_connections_percent:n session_pinning_filters(s
action! cidr_block from_port!n icmp_code:n icmp_type:n ipv6_cidr_block protocol! rule_no!n to_port!n
cidr_block~ core_network_arn~ destination_prefix_list_id~ egress_only_gateway_id~ gateway_id~ instance_id~ ipv6_cidr_block~ nat_gateway_id~ network_interface_id~ transit_gateway_id~ vpc_endpoint_id~ vpc_peering_connection_id~
cidr_blocks~[s description~ from_port~n ipv6_cidr_blocks~[s prefix_list_ids~[s protocol~ security_groups~(s self~b to_port~n
attribute operator value
security_group_ids!(s subnet_ids!(s vpc_id!
status!
amazon_code_guru_profiler#l1423
message_types(s severities(s
topic_arn!
stack_names![s
app_boundary_key! tag_values![s
kms_key_id~ opt_in_status~ type~
opt_in_status~
availability_zones.(s connect_ips.(s customer_dns_ips!(s customer_username! subnet_ids!(s vpc_id!
availability_zones.(s subnet_ids!(s vpc_id!
subnet_ids!(s vpc_id!
id! type
cmk_arn encrypted:b
interval!n interval_unit!
target! encryption_configuration!#11435 retain_rule#11436
name! cross_region_copy!#s1437
description_regex! event_type! snapshot_owner!(s
type! parameters!#11439
exclude_boot_volumes:b exclude_tags{s exclude_volume_types[s
exclude_boot_volume:b exclude_data_volume_tags{s no_reboot:b
count:n interval:n interval_unit
retention_archive_tier!#11443
archive_retain_rule!#11444
execute_operation_on_script_failure~b execution_handler! execution_handler_service~ execution_timeout~n maximum_retry_count~n stages[s
cron_expression interval:n interval_unit~ location~ times~[s scripts#11446
cmk_arn copy_tags~b encrypted!b target target_region deprecate_rule#11436 retain_rule#11436
availability_zones!(s count:n interval:n interval_unit
target_accounts!(s unshare_interval:n unshare_interval_unit
copy_tags~b name! tags_to_add{s variable_tags{s archive_rule#11445 create_rule!#11447 cross_region_copy_rule#s1448 deprecate_rule#11443 fast_restore_rule#11449 retain_rule!#11443 share_rule#11450
copy_tags:b create_interval:n extend_deletion:b policy_language~ policy_type resource_locations~[s resource_type resource_types[s retain_interval:n target_tags{s action#11438 event_source#11440 exclusions#11441 parameters#11442 schedule#l1451
certificate_arn database_name port:n server_name ssl_mode~
certificate_arn database_name encryption_algorithm~n port:n s3_access_role_arn s3_path security_mechanism~n server_name ssl_mode~
certificate_arn database_name port:n s3_access_role_arn s3_path server_name ssl_mode~
certificate_arn port:n s3_access_role_arn s3_path server_name ssl_mode~
auth_mechanism~ auth_source~ auth_type~ certificate_arn database_name port:n server_name ssl_mode~
asm_server certificate_arn database_name port:n s3_access_role_arn s3_path secrets_manager_oracle_asm_access_role_arn secrets_manager_oracle_asm_secret_id secrets_manager_security_db_encryption_access_role_arn secrets_manager_security_db_encryption_secret_id server_name ssl_mode~
database_name port:n s3_access_role_arn s3_path server_name
certificate_arn database_name encrypt_password~b port:n server_name ssl_mode~
doc_db_settings#l1453 ibm_db2_luw_settings#l1454 ibm_db2_zos_settings#l1455 maria_db_settings#l1456 microsoft_sql_server_settings#l1455 mongo_db_settings#l1457 mysql_settings#l1456 oracle_settings#l1458 postgresql_settings#l1455 redshift_settings#l1459 sybase_ase_settings#l1460
endpoint_uri! error_retry_duration:n full_load_error_percentage:n service_access_role_arn! use_new_mapping_type:b
broker! include_control_details:b include_null_and_empty:b include_partition_value:b include_table_alter_operations:b include_transaction_details:b message_format message_max_bytes:n no_hex_prefix:b partition_include_schema_table:b sasl_mechanism sasl_password sasl_username security_protocol ssl_ca_certificate_arn ssl_client_certificate_arn ssl_client_key_arn ssl_client_key_password topic
include_control_details:b include_null_and_empty:b include_partition_value:b include_table_alter_operations:b include_transaction_details:b message_format partition_include_schema_table:b service_access_role_arn stream_arn use_large_integer_value:b
auth_mechanism auth_source auth_type docs_to_investigate extract_doc_id nesting_level use_update_lookup:b
after_connect_script~ authentication_method~ clean_source_metadata_on_mismatch~b events_poll_interval~n execute_timeout~n max_file_size~n parallel_load_threads~n server_timezone~ service_access_role_arn~ target_db_type~
access_alternate_directly~b add_supplemental_logging~b additional_archived_log_dest_id~n allow_selected_nested_tables~b archived_log_dest_id~n archived_logs_only~b asm_password~ asm_server~ asm_user~ authentication_method~ char_length_semantics~ convert_timestamp_with_zone_to_utc~b direct_path_no_log~b direct_path_parallel_load~b enable_homogenous_tablespace~b extra_archived_log_dest_ids~[n fail_task_on_lob_truncation~b number_datatype_scale~n open_transaction_window~n oracle_path_prefix~ parallel_asm_read_threads~n read_ahead_blocks~n read_table_space_name~b replace_path_prefix~b retry_interval~n secrets_manager_oracle_asm_access_role_arn~ secrets_manager_oracle_asm_secret_id~ security_db_encryption~ security_db_encryption_name~ spatial_data_option_to_geo_json_function_name~ standby_delay_time~n trim_space_in_char~b use_alternate_folder_for_online~b use_bfile~b use_direct_path_full_load~b use_logminer_reader~b use_path_prefix~
after_connect_script authentication_method~ babelfish_database_name capture_ddls:b database_mode ddl_artifacts_schema execute_timeout:n fail_tasks_on_lob_truncation:b heartbeat_enable:b heartbeat_frequency:n heartbeat_schema map_boolean_as_boolean:b map_jsonb_as_clob:b map_long_varchar_as max_file_size:n plugin_name service_access_role_arn slot_name
auth_password auth_type! auth_user_name port!n server_name! ssl_ca_certificate_arn ssl_security_protocol
bucket_folder bucket_name encryption_mode server_side_encryption_kms_key_id service_access_role_arn
s3_bucket_path s3_bucket_role_arn
data_provider_arn! data_provider_name. secrets_manager_access_role_arn secrets_manager_secret_id
availability_zone~ dns_name_servers kms_key_id~ max_capacity_units:n min_capacity_units:n multi_az~b preferred_maintenance_window~ replication_subnet_group_id! vpc_security_group_ids~(s
key_cache_secret_iam_arn! key_cache_secret_id! krb5_file_contents!
restore_to_time restore_type source_cluster_identifier! use_latest_restorable_time:b
max_capacity!n min_capacity!n
db_cluster_arn. is_writer.b
enabled:b interval!n retention_duration!n rule_id:n units!
encryption_status. encryption_type.
clusters~(s witness_region
in_use.n max_allowed.n remaining.n total_bandwidth.
read_units_per_second~n write_units_per_second~n
attribute_name! attribute_type! key_type!
max_read_request_units~n max_write_request_units~n
non_key_attributes(s projection_type!
read_capacity_units~n write_capacity_units~n
region_name!
attribute_name! key_type!
hash_key~ name! non_key_attributes(s projection_type! range_key read_capacity~n write_capacity~n key_schema#l1488 on_demand_throughput#11484 warm_throughput#11482
region_name~
delimiter header_list(s
csv#11491
bucket! bucket_owner key_prefix
input_compression_type input_format! input_format_options#11492 s3_bucket_source!#11493
name! non_key_attributes[s projection_type! range_key!
enabled!b recovery_period_in_days~n
arn. consistency_mode deletion_protection_enabled~b kms_key_arn~ point_in_time_recovery:b propagate_tags:b region_name! stream_arn. stream_label.
enabled!b kms_key_arn~
attribute_name enabled:b
export_from_time~ export_to_time~ export_view_type~
comment upload_end~ upload_size~n upload_start~
s3_bucket! s3_key!
description format! url user_bucket#11502
maximum_days_since_created:n
maximum_days_since_deprecated:n
image_names(s image_providers(s marketplace_product_codes(s creation_date_condition#l1504 deprecation_time_condition#l1505
active_directory_id root_certificate_chain_arn saml_provider_arn self_service_saml_provider_arn type!
enabled~b lambda_function_arn~
banner_text~ enabled~b
enforced~b
cloudwatch_log_group cloudwatch_log_stream~ enabled!b
availability_zone_ids~(s availability_zones(s transit_gateway_attachment_id. transit_gateway_id
instance_ids~[s instance_type~ lifecycle~ platform~
launch_template_id launch_template_name version!
max:n min!n
accelerator_manufacturers(s accelerator_names(s accelerator_types(s allowed_instance_types(s bare_metal burstable_performance cpu_manufacturers(s excluded_instance_types(s instance_generations(s local_storage local_storage_types(s max_spot_price_as_percentage_of_optimal_on_demand_price:n on_demand_max_price_percentage_over_lowest_price:n require_hibernate_support:b spot_max_price_percentage_over_lowest_price:n accelerator_count#1468 accelerator_total_memory_mib#1468 baseline_ebs_bandwidth_mbps#1468 memory_gib_per_vcpu#1468 memory_mib!#11515 network_bandwidth_gbps#1468 network_interface_count#1468 total_local_storage_gb#1468 vcpu_count!#11515
availability_zone instance_type max_price priority:n subnet_id weighted_capacity:n instance_requirements#11516
launch_template_specification#11514 override#l1517
usage_strategy
allocation_strategy max_total_price min_target_capacity:n single_availability_zone:b single_instance_type:b capacity_reservation_options#11519
replacement_strategy termination_delay:n
capacity_rebalance#11521
allocation_strategy instance_interruption_behavior instance_pools_to_use_count:n max_total_price min_target_capacity:n single_availability_zone:b single_instance_type:b maintenance_strategies#11522
default_target_capacity_type! on_demand_target_capacity:n spot_target_capacity:n target_capacity_unit_type total_target_capacity!n
cidr! description
destination_addresses[s destination_ports[s destination_prefix_lists[s protocols[s source_addresses[s source_ports[s source_prefix_lists[s
resource_types[s resources[s
packet_header_statement#l1526 resource_statement#l1527
resource_statement#l1527
destination#l1528 source#l1528 through_resources#l1529
destination#l1528 source#l1528
component_arn. component_id.
from.n to.n
cidr. egress.b port_range.@l1533 protocol. rule_action. rule_number.n
instance_port.n load_balancer_port.n
destination_cidr. destination_prefix_list_id. egress_only_internet_gateway_id. gateway_id. instance_id. nat_gateway_id. network_interface_id. origin. transit_gateway_id. vpc_peering_connection_id.
cidr. direction. port_range.@l1533 prefix_list_id. protocol. security_group_id.
attachment_id. destination_cidr. prefix_list_id. resource_id. resource_type. route_origin. state.
acl.@l1337 acl_rule.@l1534 address. addresses.[s attached_to.@l1337 availability_zones.[s cidrs.[s classic_load_balancer_listener.@l1535 component.@l1337 customer_gateway.@l1337 destination.@l1337 destination_vpc.@l1337 direction. elastic_load_balancer_listener.@l1337 explanation_code. ingress_route_table.@l1337 internet_gateway.@l1337 load_balancer_arn. load_balancer_listener_port.n load_balancer_target_group.@l1337 load_balancer_target_groups.@l1337 load_balancer_target_port.n missing_component. nat_gateway.@l1337 network_interface.@l1337 packet_field. port.n port_ranges.@l1533 prefix_list.@l1337 protocols.[s route_table.@l1337 route_table_route.@l1536 security_group.@l1337 security_group_rule.@l1537 security_groups.@l1337 source_vpc.@l1337 state. subnet.@l1337 subnet_route_table.@l1337 transit_gateway.@l1337 transit_gateway_attachment.@l1337 transit_gateway_route_table.@l1337 transit_gateway_route_table_route.@l1538 vpc.@l1337 vpc_endpoint.@l1337 vpc_peering_connection.@l1337 vpn_connection.@l1337 vpn_gateway.@l1337
additional_detail_type. component.@l1337
destination_addresses.[s destination_port_ranges.@l1533 protocol. source_addresses.[s source_port_ranges.@l1533
acl_rule.@l1534 additional_details.@l1540 attached_to.@l1337 component.@l1337 destination_vpc.@l1337 inbound_header.@l1541 outbound_header.@l1541 route_table_route.@l1536 security_group_rule.@l1537 sequence_number.n source_vpc.@l1337 subnet.@l1337 transit_gateway.@l1337 transit_gateway_route_table_route.@l1538 vpc.@l1337
from_port:n to_port:n
destination_address source_address destination_port_range#11543 source_port_range#11543
association_id. cidr_block. state.
dynamic_routing
key value
destination_cidr_block destination_port_range~ protocol source_cidr_block source_port_range~ metadata#l1547
filter! filter_type!
scan_frequency! repository_filter!#s1549
region! registry_id!
destination!#l1551 repository_filter#l1549
rule!#l1552
encryption_type kms_key~
scan_on_push!b
about_text architectures(s description logo_image_blob~ operating_systems(s usage_text
instance_warmup_period~n maximum_scaling_step_size~n minimum_scaling_step_size~n status~ target_capacity~n
auto_scaling_group_arn! managed_draining~ managed_termination_protection~ managed_scaling#11557
actions_status~
scale_in_after:n
reservation_group_arn reservation_preference~
use_local_storage:b
security_groups(s subnets!(s
storage_size_gib!n
capacity_option_type~ ec2_instance_profile_arn! monitoring capacity_reservations#11561 instance_requirements#11516 local_storage_configuration#11562 network_configuration!#11563 storage_configuration#11564
infrastructure_role_arn! propagate_tags auto_repair_configuration#11559 infrastructure_optimization#11560 instance_launch_template!#11565
cloud_watch_encryption_enabled:b cloud_watch_log_group_name s3_bucket_encryption_enabled:b s3_bucket_name s3_key_prefix
kms_key_id logging log_configuration#11567
fargate_ephemeral_storage_kms_key_id kms_key_id
execute_command_configuration#11568 managed_storage_configuration#11569
alarm_names[s enable~b
bake_time_in_minutes~n drain_percent:n alarms#l1571
condition! container_name!
options{s type!
command![s interval:n retries~n start_period:n timeout~n
add[s drop[s
container_path host_path! permissions[s
container_path! mount_options[s size!n
init_process_enabled:b capabilities#l1576 device#l1577 tmpfs#l1578
name! value_from!
log_driver! options{s secret_option#l1580
container_path read_only:b source_volume
credentials_parameter!
enabled!b ignored_exit_codes[n restart_attempt_period:n
namespace value
hard_limit!n name! soft_limit!n
command[s cpu~n entry_point[s essential~b image! interactive:b memory:n memory_reservation:n name privileged:b pseudo_terminal:b readonly_root_filesystem:b start_timeout:n stop_timeout:n user~ working_directory depends_on#l1573 environment#s493 environment_file#l90 firelens_configuration#l1574 health_check#l1575 linux_parameters#l1579 log_configuration#l1581 mount_point#l1582 repository_credentials#l1583 restart_policy#l1584 secret#l1580 system_control#l1585 ulimit#l1586
source_path
name! host#l1588
access_type. endpoint.
security_groups~(s subnets~(s
auto_scaling_metric~ auto_scaling_target_value~n max_task_count~n min_task_count~n
log_group~ log_stream_prefix~
aws_logs_configuration~@l1593 command[s container_port~n image! environment#l42 repository_credentials#l1583 secret#l1580
alarm_names!(s enable!b rollback!b
enable!b rollback!b
canary_bake_time_in_minutes~ canary_percent~n
action~ timeout_in_minutes~
hook_details hook_target_arn lifecycle_stages![s role_arn target_type timeout_configuration#11598
step_bake_time_in_minutes~ step_percent~n
bake_time_in_minutes~ strategy~ canary_configuration#11597 lifecycle_hook#s1599 linear_configuration#11600
alternate_target_group_arn! production_listener_rule! role_arn! test_listener_rule
container_name! container_port!n elb_name target_group_arn advanced_configuration#11602
format! include_query_parameters~
log_driver! options~{s secret_option#l1580
name! value!#1254
header#11606
dns_name~ port!n test_traffic_rules#l1607
idle_timeout_seconds:n per_request_timeout_seconds:n
aws_pca_authority_arn!
kms_key role_arn issuer_cert_authority!#11610
discovery_name~ ingress_port_override:n port_name! client_alias#11608 timeout#11609 tls#11611
enabled!b namespace~ access_log_configuration#11604 log_configuration#11605 service#l1612
container_name container_port:n port:n registry_arn!
propagate_tags resource_type! tags{s
encrypted:b file_system_type iops:n kms_key_id role_arn! size_in_gb:n snapshot_id throughput:n volume_initialization_rate:n volume_type tag_specifications#l1615
name! managed_ebs_volume!#11616
port_name! role_arn! target_group_arn!
size_in_gib!n
container_name! properties{s type
cpu_architecture operating_system_family
autoprovision:b driver~ driver_opts{s labels{s scope~
access_point_id iam
file_system_id! root_directory transit_encryption transit_encryption_port:n authorization_config#11623
credentials_parameter! domain!
file_system_id! root_directory! authorization_config!#11625
access_point_arn file_system_arn! root_directory transit_encryption_port:n
configure_at_launch~b host_path name! docker_volume_configuration#11622 efs_volume_configuration#11624 fsx_windows_file_server_volume_configuration#11626 s3files_volume_configuration#11627
base:n capacity_provider! weight!n
container_name! container_port:n load_balancer_name target_group_arn
unit value:n
gid!n secondary_gids(n uid!n
owner_gid!n owner_uid!n permissions!
path~ creation_info#11633
value.n value_in_ia.n value_in_standard.n
transition_to_archive transition_to_ia transition_to_primary_storage_class
replication_overwrite~
availability_zone_name file_system_id~ kms_key_id region~ status.
delete read update
namespaces(s type!
namespace~
role_arn! service_account!
idc_instance_arn! idc_managed_application_arn. idc_region~
vpce_ids(s
role! identity#s1226
namespace~ server_url. aws_idc#l1643 network_access#l1644 rbac_role_mapping#s1645
argo_cd#l1646
data.
issuer.
oidc.@l1649
authentication_mode~ bootstrap_cluster_creator_admin_permissions:b
enabled~b node_pools(s node_role_arn
tier~
key_arn!
resources!(s provider!#11654
max_port~n min_port~n
event_ttl~ service_node_port_range#11656
horizontal_pod_autoscaler_sync_period~
terminated_pod_gc_threshold~n
horizontal_pod_autoscaler_controller_config#11658 pod_gc_controller_config#11659
name~ weight~n
type~ resource#l1661
scoring_strategy#11662
node_resources_fit#11663
ip_family~ service_ipv4_cidr~ service_ipv6_cidr. elastic_load_balancing#11008
group_name spread_level~
spread_level~
control_plane_instance_type! etcd_instance_type~ outpost_arns!(s control_plane_placement#11666 etcd_placement#11667
cidrs(s
remote_node_networks#11669 remote_pod_networks#11669
block_storage#11008
support_type~
cluster_security_group_id. control_plane_egress_mode~ endpoint_private_access:b endpoint_public_access:b public_access_cidrs~(s security_group_ids(s subnet_ids!(s vpc_id.
labels{s namespace!
client_id! groups_claim groups_prefix identity_provider_config_name! issuer_url! required_claims{s username_claim username_prefix
name.
autoscaling_groups.@l1676 remote_access_security_group_id.
id~ name~ version!
min_repair_wait_time_mins!n node_monitoring_condition! node_unhealthy_reason! repair_action!
enabled:b max_parallel_nodes_repaired_count:n max_parallel_nodes_repaired_percentage:n max_unhealthy_node_threshold_count:n max_unhealthy_node_threshold_percentage:n node_repair_config_overrides#l1679
ec2_ssh_key source_security_group_ids(s
desired_size!n max_size!n min_size!n
effect! key! value
max_unavailable:n max_unavailable_percentage:n update_strategy
max_group_prepared_capacity~n min_size~n pool_state~ reuse_on_scale_in~b
delete_source_from_s3:b max_age_in_days:n max_count:n service_role!
name! namespace! resource value!
name. namespace. resource. value.
address. availability_zone. id. outpost_arn. port.n
destination! destination_type! log_format! log_type!
global_node_group_id. slots.
node_group_id primary_availability_zone~ primary_outpost_arn~ replica_availability_zones~[s replica_count:n replica_outpost_arns~[s slots
recurring_charge_amount.n recurring_charge_frequency.
address. port.n
maximum~n minimum~n unit!
maximum~n minimum~n
data_storage#l1695 ecpu_per_second#l1696
password_count.n passwords(s type!
create delete read update
master_user_arn master_user_name master_user_password
enabled!b internal_user_database_enabled:b master_user_options#11700
cron_expression_for_recurrence! start_at! duration!#1274
desired_state! rollback_on_disable~ maintenance_schedule#s1702
availability_zone_count:n
dedicated_master_count:n dedicated_master_enabled:b dedicated_master_type instance_count:n instance_type warm_count:n warm_enabled:b warm_type zone_awareness_enabled:b cold_storage_options#11008 zone_awareness_config#11704
enabled:b identity_pool_id! role_arn! user_pool_id!
custom_endpoint custom_endpoint_certificate_arn custom_endpoint_enabled:b enforce_https:b tls_security_policy~
ebs_enabled!b iops~n throughput~n volume_size:n volume_type~
enabled!b kms_key_id~
cloudwatch_log_group_arn! enabled:b log_type!
automated_snapshot_start_hour!n
availability_zones.(s security_group_ids(s subnet_ids(s vpc_id.
entity_id! metadata_content!
enabled:b master_backend_role master_user_name roles_key session_timeout_minutes:n subject_key idp#11713
availability_zones.(s security_group_ids~(s subnet_ids!(s vpc_id.
bucket~ storage_class
access[s grantee grantee_type
completed error progressing warning
audio_packing_mode bit_rate~ channels codec sample_rate
bit_depth~ bit_order~ profile~ signed~
aspect_ratio format interval max_height max_width padding_policy resolution sizing_policy
aspect_ratio bit_rate~ codec display_aspect_ratio fixed_gop frame_rate keyframes_max_dist max_frame_rate~ max_height max_width padding_policy resolution sizing_policy
horizontal_align horizontal_offset id max_height max_width opacity sizing_policy target vertical_align vertical_offset
bucket! bucket_prefix enabled:b interval:n
healthy_threshold!n interval!n target! timeout!n unhealthy_threshold!n
instance_port!n instance_protocol! lb_port!n lb_protocol! ssl_certificate_id
max_range!n min_range!n
instance_role placement_strategy
args~[s jar~ main_class~ properties~{s
action_on_failure~ hadoop_jar_step~@l1729 name~
idle_timeout:n
args[s name! path!
classification properties{s
iops:n size!n type! volumes_per_instance:n
bid_price bid_price_as_percentage_of_on_demand_price:n instance_type! weighted_capacity:n configurations#s1733 ebs_config#s1734
allocation_strategy!
allocation_strategy! block_duration_minutes:n timeout_action! timeout_duration_minutes!n
on_demand_specification#l1736 spot_specification#l1737
id. name provisioned_on_demand_capacity.n provisioned_spot_capacity.n target_on_demand_capacity:n target_spot_capacity:n instance_type_configs#s1735 launch_specifications#11738
iops:n size!n throughput:n type! volumes_per_instance:n
autoscaling_policy bid_price id. instance_count:n instance_type! name ebs_config#s1740
additional_master_security_groups additional_slave_security_groups emr_managed_master_security_group~ emr_managed_slave_security_group~ instance_profile! key_name service_access_security_group~ subnet_id~ subnet_ids~(s
ad_domain_join_password ad_domain_join_user cross_realm_trust_principal_password kdc_admin_password! realm!
bid_price id. instance_count:n instance_type! name ebs_config#s1740
maximum_capacity_units!n maximum_core_capacity_units:n maximum_ondemand_capacity_units:n minimum_capacity_units!n unit_type!
classification! properties{s configurations#l1733
log_group_name! log_stream_name_prefix
log_uri!
persistent_app_ui~ cloud_watch_monitoring_configuration#11747 s3_monitoring_configuration#11748
application_configuration#l1746 monitoring_configuration#11749
entry_point spark_sql_parameters
entry_point! entry_point_arguments(s spark_submit_parameters
spark_sql_job_driver#11751 spark_submit_job_driver#11752
execution_role_arn! job_tags{s release_label! configuration_overrides#11750 job_driver!#11753
namespace
eks_info!#11755
id! type! info!#11756
enabled:b idle_timeout_minutes:n
image_uri!
cpu! disk~ memory!
worker_count!n worker_configuration#11760
initial_capacity_type! initial_capacity_config#11761
livy_endpoint_enabled~b studio_enabled~b
name! values!(s
enabled!b encryption_key_arn log_group_name log_stream_name_prefix log_types#s1764
enabled:b encryption_key_arn
remote_write_url
encryption_key_arn log_uri
cloudwatch_logging_configuration#11765 managed_persistence_monitoring_configuration#11766 prometheus_monitoring_configuration#11767 s3_monitoring_configuration#11768
security_group_ids(s subnet_ids(s
classification! properties{s
max_concurrent_runs~n queue_timeout_minutes~n
name. type.
bool_value double_value long_value string_value
name! value!#11774
ended_time. started_time.
description feature! name! variation!
entity_id_key! event_pattern name! unit_label value_key!
metric_definition!#11778
evaluation_order!n segment! weights!{n
group_weights!{n start_time! segment_overrides#l1780
steps!#l1781
log_group
bucket prefix
cloudwatch_logs#11783 s3_destination#11784
auto_scaling_metric! max_node_count!n metric_target!n min_node_count!n scale_in_cooldown_seconds!n scale_out_cooldown_seconds!n
size!n type!
node_count!n node_type!
s3_bucket! s3_key! s3_object_version
cache_type! db_paths(s
changeset_id database_name! dataview_name cache_configurations#l1790
size:n type volume_name
cpu:n memory_limit:n memory_reservation!n node_count!n scaling_group_name!
tickerplant_log_volumes!(s
ip_address_type! security_group_ids!(s subnet_ids!(s vpc_id!
db_paths![s on_demand:b volume_name!
custom_dns_server_ip! custom_dns_server_name!
code!n type!n
from!n to!n
cidr_block! protocol! rule_action! rule_number!n icmp_type_code#11798 port_range#11799
routable_cidr_space! transit_gateway_id! attachment_network_acl_configuration#l1800
cluster_name. cluster_status. cluster_type.
action_id! description name! start_after(s parameter#s308 target#1308
account_targeting empty_target_resolution_mode
dashboard_arn
cloudwatch_dashboard#l1805
s3_configuration#1176
post_experiment_duration pre_experiment_duration data_sources#11806 outputs#11807
log_group_arn!
log_schema_version!n cloudwatch_logs_configuration#11809 s3_configuration#1176
source! value
path! values!(s
name! parameters{s resource_arns(s resource_type! selection_mode! filter#l1812 resource_tag#s308
reason! status!
file_format hive_compatible_partitions:b per_hour_partition:b
resource_type! tag_keys![s
account(s orgunit(s
code:n type:n
from:n to:n
cidr_block egress!b ipv6_cidr_block protocol! rule_action! icmp_type_code#l1818 port_range#l1819
force_remediate_for_first_entries!b force_remediate_for_last_entries!b first_entry#s1820 last_entry#s1820
network_acl_entry_set#11821
firewall_deployment_model
network_acl_common_policy#11822 network_firewall_policy#11823 third_party_firewall_policy#11823
managed_service_data type! policy_option#11824
description id. last_update_time. name! resource_set_status~ resource_type_list[s update_token~
events~[s
auto_export_policy#11827 auto_import_policy#11827
dns_ips(s version!
association_id. data_repository_path! data_repository_subdirectories(s file_cache_id. file_cache_path! file_system_id. file_system_path. imported_file_chunk_size.n resource_arn. tags~{s nfs#s1829
destination. level.
storage_capacity!n
deployment_type! log_configuration.@s1831 mount_name. per_unit_storage_throughput!n weekly_maintenance_start_time metadata_configuration!#s1832
size~n sizing_mode!
destination~ level
iops~n mode~
no_squash_nids(s root_squash
dns_name. ip_addresses.(s
intercluster.@l1838 management.@l1838
iops~n mode
iscsi.@l1838 management.@l1838 nfs.@l1838 smb.@l1838
dns_ips!(s domain_name! file_system_administrators_group organizational_unit_distinguished_name password! username!
netbios_name self_managed_active_directory_configuration#11842
aggregates~[s constituents_per_aggregate~n total_constituents.n
type~ value:n
default_retention#11845 maximum_retention#11845 minimum_retention#11845
audit_log_volume:b privileged_delete snaplock_type! volume_append_mode_enabled:b autocommit_period#11845 retention_period#11846
cooling_period~n name~
size~n sizing_mode
clients! options![s
client_configurations!#s1850
id!n storage_capacity_quota_gib!n type!
copy_tags_to_snapshots:b data_compression_type read_only~b record_size_kib:n nfs_exports#11851 user_and_group_quotas#s1852
copy_strategy! snapshot_arn!
gid!n secondary_gids[n uid!n
type! posix_user#l1855
volume_id! file_system_identity#l1856
vpc_id
policy vpc_configuration#l1858
audit_log_destination~ file_access_audit_log_level file_share_access_audit_log_level
dns_ips!(s domain_join_service_account_secret domain_name! file_system_administrators_group organizational_unit_distinguished_name password password_wo password_wo_version:n username~
fleet_id message type!
bucket! key! object_version role_arn!
certificate_type
from_port!n ip_range! protocol! to_port!n
new_game_sessions_per_creator:n policy_period_in_minutes:n
concurrent_executions!n launch_path! parameters
game_session_activation_timeout_seconds:n max_concurrent_game_session_activations:n server_process#l1867
target_value!n
estimated_instance_warmup~n target_tracking_configuration!#11869
instance_type! weighted_capacity
id~ name~ version
maximum_individual_player_latency_milliseconds!n policy_duration_seconds:n
events!(s sns_topic!
ip_addresses.[s ip_family.
flow_logs_enabled:b flow_logs_s3_bucket flow_logs_s3_prefix
cidr_block endpoint_id region
from_port!n protocols!(s to_port!n
endpoint_id
attachment_arn client_ip_preservation_enabled~b endpoint_id weight:n
endpoint_port!n listener_port!n
catalog_type~ data_lake_access~b data_transfer_role~ kms_key~ managed_workgroup_name. managed_workgroup_status. redshift_database_name. status_message.
compaction{s orphan_file_deletion{s retention{s role_arn
custom_properties~{s data_lake_access_properties#l1882 iceberg_optimization_properties#l1883
data_lake_principal_identifier
permissions[s principal#l1885
connection_name connection_type~ identifier
catalog_arn!
permissions(s principal#11885
connection_name identifier
catalog_id! database_name! region
field_id:n name! source_id!n transform!
spec_id:n fields!#l1892
doc id!n initial_default name! required!b type! write_default
identifier_field_ids[n schema_id:n type fields!#l1894
direction! null_order! source_id!n transform!
order_id!n fields!#l1896
location! properties{s partition_spec#11893 schema!#11895 sort_order#11897
metadata_operation! version iceberg_table_input#11898
iceberg_input!#11899
index_name! index_status. keys![s
comment name! parameters{s type
comment name! parameters~{s type
registry_name schema_arn schema_name
schema_version_id schema_version_number!n schema_id#11904
name parameters~{s serialization_library
skewed_column_names[s skewed_column_value_location_maps{s skewed_column_values[s
column! sort_order!n
additional_locations~[s bucket_columns~[s compressed:b input_format location number_of_buckets:n output_format parameters~{s stored_as_sub_directories:b columns#l1903 schema_reference#11905 ser_de_info#11906 skewed_info#11907 sort_columns#l1908
catalog_id! database_name! name! region
dialect dialect_version validation_connection~ view_expanded_text~ view_original_text~
definer~ is_protected~b last_refresh_type refresh_seconds:n sub_object_version_ids~[n sub_objects~[s view_version_id:n view_version_token representations#l1911
delete_file_threshold:n min_input_files:n strategy~
iceberg_configuration#l1913
location orphan_file_retention_period_in_days:n run_rate_in_hours~n
iceberg_configuration#l1915
clean_expired_files:b number_of_snapshots_to_retain:n run_rate_in_hours~n snapshot_retention_period_in_days:n
iceberg_configuration#l1917
enabled!b role_arn! compaction_configuration#l1914 orphan_file_deletion_configuration#l1916 retention_configuration#l1918
allow_single_column:b contains_header custom_datatype_configured:b custom_datatypes[s delimiter disable_value_trimming:b header[s quote_symbol serde~
classification! custom_patterns grok_pattern!
json_path!
classification! row_tag!
authorization_code! redirect_uri!
aws_managed_client_application_reference user_managed_client_application_client_id
access_token jwt_token refresh_token user_managed_client_application_client_secret
oauth2_grant_type token_url token_url_parameters_map{s authorization_code_properties#11924 oauth2_client_application#11925 oauth2_credentials#11926
authentication_type! custom_authentication_credentials{s kms_key_arn secret_arn basic_authentication_credentials#1184 oauth2_properties#11927
availability_zone security_group_id_list(s subnet_id
connection_name database_name! dlq_event_queue_arn event_queue_arn tables![s
connection_name create_native_delta_table:b delta_tables!(s write_manifest!b
path! scan_all:b scan_rate:n
connection_name exclusions[s maximum_traversal_depth!n paths!(s
connection_name! enable_additional_metadata[s exclusions[s path!
account_id~ use_lake_formation_credentials:b
crawler_lineage_settings
connection_name! path! scan_all:b
recrawl_behavior
connection_name dlq_event_queue_arn event_queue_arn exclusions[s path! sample_size:n
delete_behavior update_behavior
aws_kms_key_id return_connection_password_encrypted!b
catalog_encryption_mode! catalog_encryption_service_role sse_aws_kms_key_id
connection_password_encryption!#11941 encryption_at_rest!#11942
catalog_id database_name! table_name!
name python_version~ runtime~ script_location!
max_concurrent_runs:n
notify_delay_after:n
auth_strategy auth_token branch folder last_commit_id owner provider repository
data_type. name.
catalog_id connection_name database_name! table_name!
accuracy_cost_trade_off:n enforce_provided_labels:b precision_recall_trade_off:n primary_key_column_name
transform_type! find_matches_parameters!#11951
comment name! type
name parameters{s serialization_library
additional_locations[s bucket_columns[s compressed:b input_format location number_of_buckets:n output_format parameters{s stored_as_sub_directories:b columns#l1953 ser_de_info#11954 skewed_info#11907 sort_columns#l1908
index_name index_status. keys[s
cloudwatch_encryption_mode kms_key_arn
job_bookmarks_encryption_mode kms_key_arn
kms_key_arn s3_encryption_mode
cloudwatch_encryption!#11957 job_bookmarks_encryption!#11958 s3_encryption!#11959
arguments{s crawler_name job_name security_configuration timeout:n notification_property#11947
batch_size!n batch_window:n
crawl_state crawler_name job_name logical_operator state
logical conditions!#l1963
resource_type! uri!
prefix_list_ids!(s vpce_ids!(s
enable!b
audit_logs!#11967
ebs_volumes!#11967
scan_ec2_instance_with_findings!#11969
kubernetes#11968 malware_protection#11970 s3_logs#11967
name! status!
equals[s field! greater_than greater_than_or_equal less_than less_than_or_equal matches[s not_equals[s not_matches[s
criterion!#s1973
status~
tagging~@l1975
bucket_name! object_prefixes~(s
s3_bucket#l1977
auto_enable!b
ebs_volumes!#11979
scan_ec2_instance_with_findings!#11980
kubernetes#11968 malware_protection#11981 s3_logs#11979
auto_enable! name!
name policy
id. issuer.
country formatted locality postal_code primary:b region street_address type
primary:b type value
family_name! formatted given_name! honorific_prefix honorific_suffix middle_name
component_arn! parameter#s42
delete_on_termination encrypted iops:n kms_key_id snapshot_id throughput:n volume_size:n volume_type
device_name no_device~b virtual_name ebs#11990
image block_device_mapping#s1991
repository_name! service!
organization_arns(s organizational_unit_arns(s user_groups(s user_ids(s
ami_tags{s description kms_key_id name target_account_ids(s launch_permission#11994
container_tags(s description target_repository!#11993
launch_template_id launch_template_name launch_template_version
target_resource_count:n
account_id! enabled!b max_parallel_launches:n launch_template#11997 snapshot_configuration#11998
account_id default:b launch_template_id!
disk_image_format! role_name! s3_bucket! s3_prefix
ami_account_id data_type parameter_name!
license_configuration_arns(s region! ami_distribution_configuration#11995 container_distribution_configuration#11996 fast_launch_configuration#s1999 launch_template_configuration#s2000 s3_export_configuration#12001 ssm_parameter_configuration#s2002
account_id. description. image. name. region.
image_uris.(s region.
amis.@s2004 containers.@s2005
container_tags(s repository_name
image_scanning_enabled:b ecr_configuration#12007
image_tests_enabled:b timeout_minutes:n
log_group_name!
on_failure parallel_group workflow_arn! parameter#s42
image_log_group_name pipeline_log_group_name
pipeline_execution_start_condition schedule_expression! timezone~
uninstall_after_build!b
http_put_response_hop_limit:n http_tokens
s3_bucket_name! s3_key_prefix
s3_logs!#12016
availability_zone host_id host_resource_group_arn tenancy
amis~b containers~b snapshots~b
type! include_resources#l2019
is_public~b regions[s shared_accounts[s tag_map{s last_launched#l274
tag_map{s amis#l2021
retain_at_least:n type! unit value!n
action#l2020 exclusion_rules#l2022 filter#l2023
name! semantic_version!
tag_map{s recipe#s2025
event! topic_arn!
comparison! value!
lower_inclusive!n upper_inclusive!n
end_inclusive start_inclusive
begin_inclusive!n end_inclusive!n
comparison! key! value!
architecture#l2028 epoch#l2029 file_path#l2028 name#l2028 release#l2028 source_lambda_layer_arn#l2028 source_layer_hash#l2028 version#l2028
aws_account_id#s2028 code_repository_project_name#s2028 code_repository_provider_type#s2028 code_vulnerability_detector_name#s2028 code_vulnerability_detector_tags#s2028 code_vulnerability_file_path#s2028 component_id#s2028 component_type#s2028 ec2_instance_image_id#s2028 ec2_instance_subnet_id#s2028 ec2_instance_vpc_id#s2028 ecr_image_architecture#s2028 ecr_image_hash#s2028 ecr_image_in_use_count#s2029 ecr_image_last_in_use_at#s2030 ecr_image_pushed_at#s2030 ecr_image_registry#s2028 ecr_image_repository_name#s2028 ecr_image_tags#s2028 epss_score#s2029 exploit_available#s2028 finding_arn#s2028 finding_status#s2028 finding_type#s2028 first_observed_at#s2030 fix_available#s2028 inspector_score#s2029 lambda_function_execution_role_arn#s2028 lambda_function_last_modified_at#s2030 lambda_function_layers#s2028 lambda_function_name#s2028 lambda_function_runtime#s2028 last_observed_at#s2030 network_protocol#s2028 port_range#s2031 related_vulnerabilities#s2028 resource_id#s2028 resource_tags#s2032 resource_type#s2028 severity#s2028 title#s2028 updated_at#s2030 vendor_severity#s2028 vulnerability_id#s2028 vulnerability_source#s2028 vulnerable_packages#s2033
code_repository:b ec2!b ecr!b lambda:b lambda_code:b
capacity_reservation_id capacity_reservation_resource_group_arn
capacity_reservation_preference capacity_reservation_target#12036
amd_sev_snp~ core_count~n nested_virtualization~ threads_per_core~n
cpu_credits
delete_on_termination:b device_name! encrypted~b iops~n kms_key_id~ snapshot_id~ tags{s tags_all~{s throughput~n volume_id. volume_size~n volume_type~
device_name! no_device:b virtual_name
instance_interruption_behavior~ max_price~ spot_instance_type~ valid_until~
market_type~ spot_options#12042
auto_recovery~
http_endpoint http_protocol_ipv6 http_put_response_hop_limit~n http_tokens~ instance_metadata_tags~
delete_on_termination:b device_index!n network_card_index:n network_interface_id!
delete_on_termination.b network_interface_id!
enable_resource_name_dns_a_record~b enable_resource_name_dns_aaaa_record~b hostname_type~
delete_on_termination:b device_name. encrypted~b iops~n kms_key_id~ tags{s tags_all~{s throughput~n volume_id. volume_size~n volume_type~
delete_on_termination:b device_index:n interface_type mac_address. network_card_index!n private_ip_address_count:n private_ip_addresses.[s secondary_interface_id. secondary_network_id. secondary_subnet_id! source_dest_check.b status.
availability_score_threshold:n performance_score_threshold:n
bucket_name! bucket_prefix log_delivery_status
s3_config#12052
linked_accounts!(s
creation_date.
description
not_after. not_before.
role_arn template_body template_name
allow_authorizer_override:b default_authorizer_name
security_policy~
name type
thing_group_indexing_mode! custom_field#s2061 managed_field#s2061
named_shadow_names(s
device_defender_indexing_mode named_shadow_indexing_mode thing_connectivity_indexing_mode thing_indexing_mode! custom_field#s2061 filter#12063 managed_field#s2061
payload_version target_arn!
group_arn. group_name.
creation_date. parent_group_name. root_to_parent_groups.@l2066
attributes{s
description attribute_payload#12068
description searchable_attributes~(s
alarm_name! role_arn! state_reason! state_value!
batch_mode:b log_group_name! role_arn!
metric_name! metric_namespace! metric_timestamp metric_unit! metric_value! role_arn!
hash_key_field! hash_key_type hash_key_value! operation payload_field range_key_field range_key_type range_key_value role_arn! table_name!
table_name!
role_arn! put_item#12075
endpoint! id! index! role_arn! type!
batch_mode:b delivery_stream_name! role_arn! separator
confirmation_url url! http_header#l308
batch_mode:b channel_name! role_arn!
batch_mode:b input_name! message_id role_arn!
client_properties!{s destination_arn! key partition topic! header#l308
partition_key role_arn! stream_name!
qos:n role_arn! topic!
bucket_name! canned_acl key! role_arn!
message_format role_arn! target_arn!
queue_url! role_arn! use_base64!b
execution_name_prefix role_arn! state_machine_name!
unit! value!
database_name! role_arn! table_name! dimension!#s42 timestamp#12089
cloudwatch_alarm#12071 cloudwatch_logs#12072 cloudwatch_metric#12073 dynamodb#12074 dynamodbv2#12076 elasticsearch#12077 firehose#12078 http#12079 iot_analytics#12080 iot_events#12081 kafka#12082 kinesis#12083 lambda#1378 republish#12084 s3#12085 sns#12086 sqs#12087 step_functions#12088 timestream#12090
role_arn! security_groups(s subnet_ids!(s vpc_id!
s3!#1675
recording_mode~ target_interval_seconds~n
delivery_stream_name!
cloudwatch_logs#12010 firehose#12095 s3#1675
fallback_result~ uri
key_path
s3_prefix
bucket_name! exclusion_patterns(s inclusion_patterns(s inclusion_prefixes(s access_control_list_configuration#12098 documents_metadata_configuration#12099
template!
credentials! host! port!n
basic_authentication#s2102
credentials host! port!n
seed_urls!(s web_crawler_mode
site_maps!(s
seed_url_configuration#12105 site_maps_configuration#12106
crawl_depth:n max_content_size_per_page_in_mega_bytes:n max_links_per_page:n max_urls_per_minute_crawl_rate:n url_exclusion_patterns(s url_inclusion_patterns(s authentication_configuration#12103 proxy_configuration#12104 urls!#12107
s3_configuration#12100 template_configuration#12101 web_crawler_configuration#12108
date_value long_value:n string_list_value(s string_value
condition_document_attribute_key! operator! condition_on_value#12110
target_document_attribute_key target_document_attribute_value_deletion:b target_document_attribute_value#12110
document_content_deletion:b condition#12111 target#12112
lambda_arn! s3_bucket! invocation_condition#12111
role_arn inline_configurations#s2113 post_extraction_hook_configuration#12114 pre_extraction_hook_configuration#12114
endpoint. endpoint_type.
data_source_ids(s direct_put_content:b faq_ids(s
identity_attribute_name!
content_source_configuration#12117 user_identity_configuration#12118
indexed_question_answers_count.n
indexed_text_bytes.n indexed_text_documents_count.n
faq_statistics.@l2120 text_document_statistics.@l2121
query_capacity_units~n storage_capacity_units~n
duration~ freshness~b importance~n rank_order~ values_importance_map~{n
displayable~b facetable~b searchable~b sortable~b
name! type! relevance#12124 search#12125
kms_key_id
user_group_resolution_mode!
group_attribute_field! user_name_attribute_field!
claim_regex group_attribute_field issuer key_location! secrets_manager_arn url user_name_attribute_field
json_token_type_configuration#12129 jwt_token_type_configuration#12130
region_list(s replication_strategy~
read_capacity_units:n throughput_mode~ write_capacity_units:n
message~
kms_key_identifier type~
name! order_by!
clustering_key#l2136 column!#s680 partition_key!#l16 static_column#s16
earliest_allowed_end_at. ended_at. started_at. status! status_actual.
id. log_stream_arn! role_arn!
resource_arn! role_arn!
count~n
lambda!#12140
mapping name! sql_type!
record_column_delimiter! record_row_delimiter!
record_row_path!
csv#12144 json#12145
record_format_type. mapping_parameters#12146
record_encoding record_columns!#l2143 record_format!#12147
starting_position~
id. name_prefix! stream_names.[s kinesis_firehose#12140 kinesis_stream#12140 parallelism#12141 processing_configuration#12142 schema!#12148 starting_position_configuration#l2149
record_format_type!
id. name! kinesis_firehose#12140 kinesis_stream#12140 lambda#12140 schema!#12151
bucket_arn! file_key! role_arn!
id. table_name! s3!#12153 schema!#12148
enabled:b log_group_name log_stream_name
type! parameters#s1312
enabled:b processors#l2156
bucket_arn! buffering_interval:n buffering_size:n compression_format error_output_prefix kms_key_arn prefix role_arn! cloudwatch_logging_options#12155
role_arn! security_group_ids!(s subnet_ids!(s vpc_id.
buffering_interval:n buffering_size:n cluster_endpoint domain_arn index_name! index_rotation_period retry_duration:n role_arn! s3_backup_mode type_name cloudwatch_logging_options#12155 processing_configuration#12157 s3_configuration!#12158 vpc_config#12159
timestamp_formats[s
case_insensitive:b column_to_json_key_mappings{s convert_dots_in_json_keys_to_underscores:b
hive_json_ser_de#12161 open_x_json_ser_de#12162
deserializer!#12163
block_size_bytes:n bloom_filter_columns[s bloom_filter_false_positive_probability:n compression dictionary_key_threshold:n enable_padding:b format_version padding_tolerance:n row_index_stride:n stripe_size_bytes:n
block_size_bytes:n compression enable_dictionary_compression:b max_padding_bytes:n page_size_bytes:n writer_version
orc_ser_de#12165 parquet_ser_de#12166
serializer!#12167
catalog_id~ database_name! region~ role_arn! table_name! version_id
enabled:b input_format_configuration!#12164 output_format_configuration!#12168 schema_configuration!#12169
enabled:b retry_duration:n
bucket_arn! buffering_interval:n buffering_size:n compression_format custom_time_zone error_output_prefix file_extension kms_key_arn prefix role_arn! s3_backup_mode cloudwatch_logging_options#12155 data_format_conversion_configuration#12170 dynamic_partitioning_configuration#12171 processing_configuration#12157 s3_backup_configuration#12158
content_encoding common_attributes#l42
enabled~b role_arn secret_arn
access_key buffering_interval:n buffering_size:n name retry_duration:n role_arn s3_backup_mode url! cloudwatch_logging_options#12155 processing_configuration#12157 request_configuration#12173 s3_configuration!#12158 secrets_manager_configuration#12174
database_name! s3_error_output_prefix table_name! unique_keys[s
append_only~b buffering_interval:n buffering_size:n catalog_arn! retry_duration:n role_arn! s3_backup_mode cloudwatch_logging_options#12155 destination_table_configuration#l2176 processing_configuration#12157 s3_configuration!#12158
kinesis_stream_arn! role_arn!
connectivity! role_arn!
msk_cluster_arn! read_from_timestamp topic_name! authentication_configuration!#12179
default_document_id_format!
buffering_interval:n buffering_size:n cluster_endpoint domain_arn index_name! index_rotation_period retry_duration:n role_arn! s3_backup_mode type_name cloudwatch_logging_options#12155 document_id_options#12181 processing_configuration#12157 s3_configuration!#12158 vpc_config#12159
buffering_interval:n buffering_size:n collection_endpoint! index_name! retry_duration:n role_arn! s3_backup_mode cloudwatch_logging_options#12155 processing_configuration#12157 s3_configuration!#12158 vpc_config#12159
cluster_jdbcurl! copy_options data_table_columns data_table_name! password retry_duration:n role_arn! s3_backup_mode username cloudwatch_logging_options#12155 processing_configuration#12157 s3_backup_configuration#12158 s3_configuration!#12158 secrets_manager_configuration#12174
enabled:b key_arn key_type
enabled:b snowflake_role
private_link_vpce_id!
account_url! buffering_interval:n buffering_size:n content_column_name data_loading_option database! key_passphrase metadata_column_name private_key retry_duration:n role_arn! s3_backup_mode schema! table! user cloudwatch_logging_options#12155 processing_configuration#12157 s3_configuration!#12158 secrets_manager_configuration#12174 snowflake_role_configuration#12186 snowflake_vpc_configuration#12187
buffering_interval:n buffering_size:n hec_acknowledgment_timeout:n hec_endpoint! hec_endpoint_type hec_token retry_duration:n s3_backup_mode cloudwatch_logging_options#12155 processing_configuration#12157 s3_configuration!#12158 secrets_manager_configuration#12174
stream_mode!
bucket_arn! file_key! object_version
text_content s3_content_location#12191
code_content_type! code_content#12192
key_id key_type!
snapshots_enabled!b
property_group_id! property_map!{s
property_group!#s2196
checkpoint_interval~n checkpointing_enabled~b configuration_type! min_pause_between_checkpoints~n
configuration_type! log_level~ metrics_level~
auto_scaling_enabled~b configuration_type! parallelism~n parallelism_per_kpu~n
checkpoint_configuration#12198 monitoring_configuration#12199 parallelism_configuration#12200
application_restore_type~ snapshot_name
allow_non_restored_state~b
application_restore_configuration#12202 flink_run_configuration#12203
resource_arn!
input_lambda_processor!#12205
csv_mapping_parameters#12144 json_mapping_parameters#12145
record_format_type! mapping_parameters!#12207
record_encoding record_column!#l2143 record_format!#12208
input_starting_position~
in_app_stream_names.[s input_id. name_prefix! input_parallelism#12141 input_processing_configuration#12206 input_schema!#12209 input_starting_position_configuration#l2210 kinesis_firehose_input#12205 kinesis_streams_input#12205
name! output_id. destination_schema!#12151 kinesis_firehose_output#12205 kinesis_streams_output#12205 lambda_output#12205
bucket_arn! file_key!
reference_id. table_name! reference_schema!#12209 s3_reference_data_source!#12213
input#12211 output#s2212 reference_data_source#12214
security_group_ids!(s subnet_ids!(s vpc_configuration_id. vpc_id.
application_code_configuration!#12193 application_encryption_configuration#12194 application_snapshot_configuration#12195 environment_properties#12197 flink_application_configuration#12201 run_configuration#12204 sql_application_configuration#12215 vpc_configuration#12216
cloudwatch_logging_option_id. log_stream_arn!
access_key_id! raw_secret_access_key!
encryption_context_equals{s encryption_context_subset{s
excluded_column_names(s
filter_expression~ all_rows_wildcard#l6
column_names~(s database_name! name! table_catalog_id! table_name! version_id~ column_wildcard#l2221 row_filter#l2222
permissions~(s principal~
tag_key! tag_values!(s
expression.
data_lake_principal_identifier!
id
database_name name table_catalog_id table_name
catalog_id~ resource_arn!
catalog_id name!
catalog_id~ key! values!(s
catalog_id~ expression[s expression_name resource_type!
catalog_id database_name! name wildcard:b
catalog_id column_names(s database_name! name! column_wildcard#l2221
catalog#l2228 data_cells_filter#l2229 data_location#l2230 database#l2231 lf_tag#l2232 lf_tag_expression#l2231 lf_tag_policy#l2233 table#l2234 table_with_columns#l2235
database_name! name! table_catalog_id! table_name!
arn! catalog_id~
catalog_id~ name!
catalog_id~ resource_type! expression!#s437
catalog_id~ database_name! name~ wildcard:b
catalog_id~ column_names(s database_name! excluded_column_names(s name! wildcard:b
catalog_id~ key! value!
additional_version_weights{n
predefined_metric_type~ target_value~n
max_vcpu_count~n scaling_mode~ scaling_policies~@l2245
allowed_instance_types~[s architectures~[s excluded_instance_types~[s
capacity_provider_operator_role_arn!
signing_profile_version_arns!(s
untrusted_artifact_on_deployment!
type uri
attribute
event_record_format schema_registry_uri access_config#s2251 schema_validation_config#s2252
consumer_group_id~ schema_registry_config#12253
destination_arn!
on_failure#12255
collection_name database_name! full_document
pattern
filter#s2258
metrics!(s
maximum_pollers~n minimum_pollers~n poller_group_name~
maximum_concurrency:n
endpoints!{s
type! uri!
capacity_provider_arn! execution_environment_memory_gib_per_vcpu~n per_execution_environment_max_concurrency~n
lambda_managed_instances_capacity_provider_config!#12265
target_arn!
execution_timeout!n retention_period:n
variables{s
size~n
arn! local_mount_path!
command[s entry_point[s working_directory
application_log_level log_format! log_group~ system_log_level
apply_on! optimization_status.
tenant_isolation_mode!
mode!
ipv6_allowed_for_dual_stack:b security_group_ids!(s subnet_ids!(s vpc_id.
destination!
on_failure#12278 on_success#12278
max_execution_environments~n min_execution_environments~n
create delete read
associated_compute_resource_types![s network_protocol~ security_group_ids!(s subnet_ids!(s
vpc_egress_configuration#l2282
architecture!
auto_resume_enabled!b max_idle_duration_seconds!n suspended_duration_seconds!n
log_group log_stream
cloudwatch#l2286 disabled#l6
delete_on_termination:b device_name! encrypted~b iops~n no_device:b snapshot_id~ throughput~n volume_size~n volume_type~
http_endpoint~ http_put_response_hop_limit~n http_tokens~
delete_on_termination:b encrypted~b iops~n throughput~n volume_size~n volume_type~
delete_on_termination encrypted iops~n kms_key_id snapshot_id throughput~n volume_initialization_rate~n volume_size~n volume_type~
device_name no_device virtual_name ebs#12291
amd_sev_snp core_count:n nested_virtualization threads_per_core:n
configured!b
arn name
block_duration_minutes:n instance_interruption_behavior max_price spot_instance_type valid_until~
market_type spot_options#12296
license_configuration_arn!
auto_recovery
http_endpoint~ http_protocol_ipv6~ http_put_response_hop_limit~n http_tokens~ instance_metadata_tags~
tcp_established_timeout:n udp_stream_timeout:n udp_timeout:n
ena_srd_udp_enabled:b
ena_srd_enabled:b ena_srd_udp_specification#12302
associate_carrier_ip_address associate_public_ip_address delete_on_termination description device_index:n ena_queue_count:n interface_type ipv4_address_count:n ipv4_addresses(s ipv4_prefix_count:n ipv4_prefixes(s ipv6_address_count:n ipv6_addresses(s ipv6_prefix_count:n ipv6_prefixes(s network_card_index:n network_interface_id primary_ipv6 private_ip_address security_groups(s subnet_id connection_tracking_specification#12301 ena_srd_specification#12303
bandwidth_weighting
affinity availability_zone group_id group_name host_id host_resource_group_arn partition_number:n spread_domain tenancy
enable_resource_name_dns_a_record:b enable_resource_name_dns_aaaa_record:b hostname_type
delete_on_termination:b device_index:n interface_type network_card_index:n private_ip_address_count:n private_ip_addresses(s secondary_subnet_id
resource_type tags{s
bucket! enabled:b prefix
ipv4_ipam_pool_id!
capacity_units!n
allocation_id ipv6_address outpost_id. private_ipv4_address subnet_id!
authentication_request_extra_params{s on_unauthenticated_request~ scope~ session_cookie_name~ session_timeout~n user_pool_arn! user_pool_client_id! user_pool_domain!
authentication_request_extra_params{s authorization_endpoint! client_id! client_secret! issuer! on_unauthenticated_request~ scope~ session_cookie_name~ session_timeout~n token_endpoint! user_info_endpoint!
content_type! message_body status_code~
duration!n enabled:b
arn! weight:n
stickiness#12317 target_group!#s2318
format! name! values!(s
issuer! jwks_endpoint! additional_claim#s2320
host path port protocol query status_code!
order~n target_group_arn type! authenticate_cognito#12314 authenticate_oidc#12315 fixed_response#12316 forward#12319 jwt_validation#12321 redirect#12322
advertise_trust_store_ca_names~ ignore_client_certificate_expiry:b mode! trust_store_arn
authentication_request_extra_params{s on_unauthenticated_request~ scope session_cookie_name session_timeout:n user_pool_arn! user_pool_client_id! user_pool_domain!
authentication_request_extra_params{s authorization_endpoint! client_id! client_secret! issuer! on_unauthenticated_request~ scope session_cookie_name session_timeout:n token_endpoint! user_info_endpoint!
order~n target_group_arn type! authenticate_cognito#12325 authenticate_oidc#12326 fixed_response#12316 forward#12319 jwt_validation#12321 redirect#12322
regex_values(s values(s
http_header_name! regex_values(s values(s
values!(s
key value!
ip_address_type values(s
host_header#12328 http_header#12329 http_request_method#12330 path_pattern#12328 query_string#s2331 source_ip#12332
regex! replace!
rewrite#12334
type! host_header_rewrite_config#12335 url_rewrite_config#12335
enabled:b healthy_threshold:n interval:n matcher~ path~ port protocol timeout~n unhealthy_threshold:n
cookie_duration:n cookie_name enabled:b type!
on_deregistration! on_unhealthy!
minimum_healthy_targets_count minimum_healthy_targets_percentage
minimum_healthy_targets_count:n minimum_healthy_targets_percentage
dns_failover#12340 unhealthy_state_routing#12341
enable_unhealthy_connection_termination!b unhealthy_draining_interval:n
content! content_type! group_number:n
response_card message!#s2344
max_attempts!n response_card message!#s2344
intent_name! intent_version!
destination! kms_key_arn log_type! resource_arn! resource_prefix.
iam_role_arn! log_settings#s2348
message_version! uri!
prompt!#12346 rejection_statement!#12345
type! code_hook#12350
description name! priority:n response_card sample_utterances[s slot_constraint! slot_type! slot_type_version value_elicitation_prompt#12346
synonyms(s value!
child_directed!b
alias_id! alias_name! id! name! version!
engine~ voice_id!
source_bot_version!
value!
text! value!
image_url subtitle title! button#l2360
custom_payload#l2359 image_response_card#l2361 plain_text_message#l2359 ssml_message#l2359
message#l2362 variation#l2362
allow_interrupt:b message_group#l2363
expression_string!
slot_to_elicit suppress_next_message:b type!
interpreted_value
map_block_key! shape value#l2367
name slot#s2368
session_attributes{s dialog_action#l2366 intent#l2369
name! condition#l2365 next_step#l2370 response#l2364
next_step#l2370 response#l2364
active!b conditional_branch#l2371 default_branch#l2372
active:b closing_response#l2364 conditional#l2373 next_step#l2370
failure_conditional#l2373 failure_next_step#l2370 failure_response#l2364 success_conditional#l2373 success_next_step#l2370 success_response#l2364 timeout_conditional#l2373 timeout_next_step#l2370 timeout_response#l2364
active!b enable_code_hook_invocation!b invocation_label post_code_hook_specification#l2375
enable_code_hook_invocation:b invocation_label
allow_audio_input!b allow_dtmf_input!b
end_timeout_ms!n max_length_ms!n
deletion_character! end_character! end_timeout_ms!n max_length!n
start_timeout_ms!n audio_specification#l2379 dtmf_specification#l2380
start_timeout_ms!n
allow_interrupt:b map_block_key! allowed_input_types#l2378 audio_and_dtmf_input_specification#l2381 text_input_specification#l2382
allow_interrupt:b max_retries!n message_selection_strategy message_group#l2363 prompt_attempts_specification#s2383
active:b code_hook#l2376 confirmation_conditional#l2373 confirmation_next_step#l2370 confirmation_response#l2364 declination_conditional#l2373 declination_next_step#l2370 declination_response#l2364 elicitation_code_hook#l2377 failure_conditional#l2373 failure_next_step#l2370 failure_response#l2364 prompt_specification#l2384
allow_interrupt:b delay_in_seconds:n message_group#l2363
allow_interrupt:b frequency_in_seconds!n message_group#l2363
active!b timeout_in_seconds:n start_response#l2386 update_response#l2387
active:b enabled!b fulfillment_updates_specification#l2388 post_fulfillment_status_specification#l2375
code_hook#l2376 conditional#l2373 initial_response#l2364 next_step#l2370
kendra_index! query_filter_string query_filter_string_enabled:b
name! time_to_live_in_seconds!n turns_to_live!n
identifier! version!
custom_prompt model_arn! trace_status guardrail#l2393
answer_field
bedrock_knowledge_base_arn! exact_response~b exact_response_fields#l2395
exact_response~b kendra_index! query_filter_string query_filter_string_enabled:b
answer_field! question_field!
domain_endpoint! exact_response~b include_fields[s index_name! exact_response_fields#l2398
bedrock_knowledge_store_configuration#l2396 kendra_configuration#l2397 opensearch_configuration#l2399
bedrock_model_configuration#l2394 data_source_configuration#l2400
utterance!
priority!n slot_id!
allow_multiple_values:b
obfuscation_setting_type!
default_value!
default_value_list#l2406
allow_interrupt:b frequency_in_seconds!n timeout_in_seconds!n message_group#l2363
active:b continue_response#l2364 still_waiting_response#l2408 waiting_response#l2364
default_value_specification#l2407 prompt_specification#l2384 sample_utterance#l2402 wait_and_continue_specification#l2409
map_block_key! slot_type_id! value_elicitation_setting#l2410
expression slot_specification#s2411
slot_resolution_strategy!
slot_constraint! default_value_specification#l2407 prompt_specification#l2384 sample_utterance#l2402 slot_resolution_setting#l2413 wait_and_continue_specification#l2409
name! slot_type_id!
sub_slots#l2415
kms_key_arn! s3_bucket_name! s3_object_key!
source#l2417
grammar_slot_type_setting#l2418
sample_value#l2359 synonyms#l2359
audio_recognition_strategy
pattern!
resolution_strategy! advanced_recognition_setting#l2421 regex_filter#l2422
is_active:b principal_arn.
ecr_image_puller_role#12424
certificate_name! domain_names![s
certificate!#s2426
command[s container_name! environment{s image! ports{s
healthy_threshold:n interval_seconds:n path success_codes timeout_seconds:n unhealthy_threshold:n
container_name! container_port!n health_check!#12429
availability_zone. region_name.
behavior! path!
cookies_allow_list(s option
headers_allow_list(s option
option:b query_strings_allowed_list(s
allowed_http_methods cached_http_methods default_ttl:n maximum_ttl:n minimum_ttl:n forwarded_cookies#12433 forwarded_headers#12434 forwarded_query_strings#12435
name! protocol_policy region_name! resource_type.
snapshot_time! status! type!
cidr_list_aliases~(s cidrs~(s from_port!n ipv6_cidrs~(s protocol! to_port!n
style!
intended_use
content s3_location
desired_capacity!n
file_system_id! mount_point!
efs#l2444 fsx#l2444
bucket_name! key_prefix kms_key_arn!
job_expires_at. job_imminent_expiration_health_event_arn. job_paused_at.
comparator~ key~ values~[s
key~ value~
comparator~ tag_values#l2449
simple_criterion#12448 tag_criterion#12450
and#l2451
excludes#12452 includes#12452
account_id! buckets![s
comparator~ key~ target~ tag_values#l2449
simple_scope_term#12448 tag_scope_term#12455
and#l2456
excludes#12457 includes#12457
bucket_criteria#12453 bucket_definitions#l2454 scoping#12458
daily_schedule:b monthly_schedule~n weekly_schedule~
eq(s eq_exact_match(s field! gt gte lt lte neq(s
criterion#s2461
retention_period.
retention_period!
ca_content! crl_content kms_key_arn
trust_store#l2465
secret_arn smtp_password_wo smtp_password_wo_version:n tls_auth_configuration#l2466
vpc_endpoint_id!
ip_type!
private_network_configuration#l2468 public_network_configuration#l2469
secret_arn no_authentication#l6
action_failure_policy target_archive!
action_failure_policy diagnostic_message! message role_arn! sender! smtp_reply_code! status_code!
action_failure_policy mailbox_arn! role_arn!
action_failure_policy application_id! index_id! role_arn!
action_failure_policy function_arn! invocation_type! retry_time_minutes:n role_arn!
action_failure_policy encoding payload_type role_arn! topic_arn!
action_failure_policy mail_from relay!
replace_with[s
action_failure_policy role_arn!
action_failure_policy role_arn! s3_bucket! s3_prefix s3_sse_kms_key_id
add_header#l1053 archive#l2472 bounce#l2473 deliver_to_mailbox#l2474 deliver_to_q_business#l2475 drop#l6 invoke_lambda#l2476 publish_to_sns#l2477 relay#l2478 replace_recipient#l2479 send#l2480 write_to_s3#l2481
analyzer! result_field!
address_lists![s attribute!
attribute analysis#l2483 is_in_address_list#l2484
operator! evaluate#l2485
operator! values![s
attribute!
operator! values![s evaluate#l2488
operator! value!n evaluate#l2488
attribute client_certificate_attribute mime_header_attribute analysis#l2483
operator! values![s evaluate#l2491
attribute analysis#l2483
operator! values![s evaluate#l2493
boolean_expression#l2486 dmarc_expression#l2487 ip_expression#l2489 number_expression#l2490 string_expression#l2492 verdict_expression#l2494
name action#l2482 condition#l2495 unless#l2495
analysis#l2483 is_in_address_list#l2484
operator! evaluate#l2497
operator! value! evaluate#l2488
boolean_expression#l2498 ip_expression#l2489 ipv6_expression#l2489 string_expression#l2494 tls_expression#l2499
action! condition#l2500
commitment! renewal_type! reserved_slots!n
password. url. username.
ingest_endpoints.@l2503
resolution!
channel_id!
multiplex_id! program_name!
password_param stream_name url username
id! media_package_settings#s2506 multiplex_settings#12507 settings#s2508
algorithm~ algorithm_control~ target_lkfs~n
cbet_check_digit_string! cbet_stepaside! csid!
check_digit_string! sid!n
nielsen_distribution_type~ nielsen_cbet_settings#12511 nielsen_naes_ii_nw_settings#l2512
nielsen_watermarks_settings#12513
bitrate~n coding_mode~ input_type~ profile~ rate_control_mode~ raw_format~ sample_rate~n spec~ vbr_quality~
bitrate~n bitstream_mode~ coding_mode~ dialnorm~n drc_profile~ lfe_filter~ metadata_control~
bitrate~n coding_mode~ dialnorm~n drc_line~ drc_rf~ height_trim~n surround_trim~n
attenuation_control~ bitrate~n bitstream_mode~ coding_mode~ dc_filter~ dialnorm~n drc_line~ drc_rf~ lfe_control~ lfe_filter~ lo_ro_center_mix_level~n lo_ro_surround_mix_level~n lt_rt_center_mix_level~n lt_rt_surround_mix_level~n metadata_control~ passthrough_control~ phase_control~ stereo_downmix~ surround_ex_mode~ surround_mode~
bitrate~n coding_mode~ sample_rate~n
bit_depth~n coding_mode~ sample_rate~n
aac_settings#12515 ac3_settings#12516 eac3_atmos_settings#12517 eac3_settings#12518 mp2_settings#12519 pass_through_settings#16 wav_settings#12520
gain!n input_channel!n
output_channel!n input_channel_levels!#s2522
channels_in~n channels_out~n channel_mappings!#s2523
audio_selector_name! audio_type~ audio_type_control~ language_code~ language_code_control~ name! stream_name~ audio_normalization_settings#12510 audio_watermark_settings#12514 codec_settings#12521 remix_settings#12524
password_param~ uri! username~
state~ avail_blanking_image#12526
alignment background_color background_opacity:n font_color font_opacity:n font_resolution:n font_size outline_color! outline_size:n shadow_color shadow_opacity:n shadow_x_offset:n shadow_y_offset:n teletext_grid_control! x_position:n y_position:n font#12526
alignment background_color background_opacity:n font_color font_opacity:n font_resolution:n font_size~ outline_color outline_size:n shadow_color shadow_opacity:n shadow_x_offset:n shadow_y_offset:n teletext_grid_control x_position:n y_position:n font#12526
copyright_holder fill_line_gap font_family style_control~
style_control!
arib_destination_settings#16 burn_in_destination_settings#12528 dvb_sub_destination_settings#12529 ebu_tt_d_destination_settings#12530 embedded_destination_settings#16 embedded_plus_scte20_destination_settings#16 rtmp_caption_info_destination_settings#16 scte20_plus_embedded_destination_settings#16 scte27_destination_settings#16 smpte_tt_destination_settings#16 teletext_destination_settings#16 ttml_destination_settings#12531 webvtt_destination_settings#12531
accessibility caption_selector_name! language_code language_description name! destination_settings#12532
black_frame_msec:n input_loss_image_color input_loss_image_type repeat_frame_msec:n input_loss_image_slate#12526
initial_audio_gain:n input_end_action output_locking_mode output_timing_source support_low_framerate_inputs input_loss_behavior#12534
html_motion_graphics_settings#16
motion_graphics_insertion motion_graphics_settings!#12536
distributor_id nielsen_pcm_to_id3_tagging
canned_acl
archive_s3_settings#12539
destination_ref_id!
rollover_interval:n archive_cdn_settings#12540 destination!#12541
frame_capture_s3_settings#12539
destination!#12541 frame_capture_cdn_settings#12543
caption_channel!n language_code! language_description!
connection_retry_interval:n filecache_duration:n http_transfer_mode~ num_retries:n restart_delay:n salt~ token~
connection_retry_interval:n filecache_duration:n num_retries:n restart_delay:n
connection_retry_interval:n filecache_duration:n media_store_storage_class~ num_retries:n restart_delay:n
connection_retry_interval:n filecache_duration:n http_transfer_mode~ num_retries:n restart_delay:n
hls_akamai_settings#12546 hls_basic_put_settings#12547 hls_media_store_settings#12548 hls_s3_settings#12539 hls_webdav_settings#12549
static_key_value! key_provider_server#12526
static_key_settings#l2551
ad_markers~[s base_url_content~ base_url_content1~ base_url_manifest~ base_url_manifest1~ caption_language_setting~ client_cache~ codec_specification~ constant_iv~ directory_structure~ discontinuity_tags~ encryption_type~ hls_id3_segment_tagging~ iframe_only_playlists~ incomplete_segment_behavior~ index_n_segments~n input_loss_action~ iv_in_manifest~ iv_source~ keep_segments~n key_format~ key_format_versions~ manifest_compression~ manifest_duration_format~ min_segment_length~n mode~ output_selection~ program_date_time~ program_date_time_clock~ program_date_time_period~n redundant_manifest~ segment_length~n segments_per_subdirectory~n stream_inf_resolution~ timed_metadata_id3_frame~ timed_metadata_id3_period~n timestamp_delta_milliseconds~n ts_file_mode~ caption_language_mappings#s2545 destination!#12541 hls_cdn_settings#l2550 key_provider_settings#12552
destination!#12541
acquisition_point_id~ audio_only_timecode_control~ certificate_mode~ connection_retry_interval~n event_id~ event_id_mode~ event_stop_behavior~ filecache_duration:n fragment_length~n input_loss_action~ num_retries:n restart_delay:n segmentation_mode~ send_delay_ms~n sparse_track_type~ stream_manifest_behavior~ timestamp_offset~ timestamp_offset_mode~ destination!#12541
ad_markers[s authentication_scheme~ cache_full_behavior~ cache_length~n caption_data~ input_loss_action~ restart_delay:n
input_loss_action~ timed_metadata_id3_frame~ timed_metadata_id3_period~n
archive_group_settings#l2542 frame_capture_group_settings#12544 hls_group_settings#12553 media_package_group_settings#12554 ms_smooth_group_settings#12555 multiplex_group_settings#16 rtmp_group_settings#12556 udp_group_settings#12557
network_id!n network_name! rep_interval:n
output_sdt rep_interval:n service_name service_provider_name
rep_interval:n
absent_input_audio_behavior~ arib arib_captions_pid~ arib_captions_pid_control audio_buffer_model audio_frames_per_pes:n audio_pids~ audio_stream_type bitrate:n buffer_model cc_descriptor dvb_sub_pids~ dvb_teletext_pid~ ebif ebp_audio_interval ebp_lookahead_ms:n ebp_placement ecm_pid es_rate_in_pes etv_platform_pid~ etv_signal_pid~ fragment_time:n klv klv_data_pids~ nielsen_id3_behavior null_packet_bitrate:n pat_interval:n pcr_control pcr_period:n pcr_pid pmt_interval:n pmt_pid~ program_num:n rate_mode scte27_pids~ scte35_control scte35_pid~ segmentation_markers segmentation_style segmentation_time:n timed_metadata_behavior timed_metadata_pid~ transport_stream_id:n video_pid~ dvb_nit_settings#12559 dvb_sdt_settings#12560 dvb_tdt_settings#12561
m2ts_settings#12562 raw_settings#16
extension name_modifier container_settings#12563
name_modifier~
audio_group_id~ audio_track_type~ segment_type~ audio_only_image#12526
audio_rendition_sets~ nielsen_id3_behavior~ timed_metadata_behavior~
audio_frames_per_pes~n audio_pids~ ecm_pid~ nielsen_id3_behavior~ pat_interval~n pcr_control~ pcr_period~n pcr_pid~ pmt_interval~n pmt_pid~ program_num~n scte35_behavior~ scte35_pid~ timed_metadata_behavior~ timed_metadata_pid~ transport_stream_id~n video_pid~
audio_rendition_sets~ m3u8_settings!#12568
audio_only_hls_settings#12566 fmp4_hls_settings#12567 frame_capture_hls_settings#16 standard_hls_settings#12569
h265_packaging_type~ name_modifier~ segment_modifier~ hls_settings!#12570
h265_packaging_type~ name_modifier~
certificate_mode~ connection_retry_interval~n num_retries~n destination!#12541
m2ts_settings#12562
column_depth~n include_fec~ row_length~n
buffer_msec~n container_settings!#12574 destination!#12541 fec_output_settings#12575
archive_output_settings#12564 frame_capture_output_settings#12565 hls_output_settings#12571 media_package_output_settings#16 ms_smooth_output_settings#12572 multiplex_output_settings#12554 rtmp_output_settings#12573 udp_output_settings#12576
audio_description_names(s caption_description_names~(s output_name video_description_name output_settings!#12577
name output_group_settings!#12558 outputs!#l2578
source! sync_threshold~n
capture_interval~n capture_interval_units~
post_filter_sharpening strength
temporal_filter_settings#12582
adaptive_quantization~ afd_signaling~ bitrate~n buf_fill_pct~n buf_size~n color_metadata~ entropy_encoding~ fixed_afd~ flicker_aq~ force_field_pictures~ framerate_control~ framerate_denominator~n framerate_numerator~n gop_b_reference~ gop_closed_cadence~n gop_num_b_frames~n gop_size~n gop_size_units~ level~ look_ahead_rate_control~ max_bitrate~n min_i_interval~n num_ref_frames~n par_control~ par_denominator~n par_numerator~n profile~ quality_level~ qvbr_quality_level~n rate_control_mode~ scan_type~ scene_change_detect~ slices~n softness~n spatial_aq~ subgop_length~ syntax~ temporal_aq~ timecode_insertion~ filter_settings#12583
max_cll:n max_fall:n
color_space_passthrough_settings#16 dolby_vision81_settings#16 hdr10_settings#12585 rec601_settings#16 rec709_settings#16
prefix~ timecode_burnin_font_size~ timecode_burnin_position~
adaptive_quantization~ afd_signaling~ alternative_transfer_function~ bitrate!n buf_size:n color_metadata~ fixed_afd~ flicker_aq~ framerate_denominator!n framerate_numerator!n gop_closed_cadence:n gop_size:n gop_size_units~ level~ look_ahead_rate_control~ max_bitrate:n min_i_interval:n min_qp:n mv_over_picture_boundaries~ mv_temporal_predictor~ par_denominator:n par_numerator:n profile~ qvbr_quality_level:n rate_control_mode~ scan_type~ scene_change_detect~ slices:n tier~ tile_height:n tile_padding~ tile_width:n timecode_insertion~ treeblock_size~ color_space_settings#12586 filter_settings#12583 timecode_burnin_settings#12587
frame_capture_settings#12581 h264_settings#12584 h265_settings#12588
height~n name! respond_to_afd~ scaling_behavior~ sharpness~n width~n codec_settings#12589
audio_descriptions#s2525 avail_blanking#12527 caption_descriptions#l2533 global_configuration#12535 motion_graphics_configuration#12537 nielsen_configuration#12538 output_groups!#l2579 timecode_config!#12580 video_descriptions#l2590
audio_selector_name! audio_silence_threshold_msec:n
input_loss_threshold_msec:n
black_detect_threshold:n video_black_threshold_msec:n
audio_silence_settings#12592 input_loss_settings#12593 video_black_settings#12594
failover_condition_settings#12595
error_clear_time_msec:n input_preference secondary_input_id! failover_condition#s2596
group_id! name!
language_code! language_selection_policy
pid!n
program_selection!
track!n
dolby_e_decode#12601 tracks!#s2602
audio_hls_rendition_selection#12598 audio_language_selection#12599 audio_pid_selection#12600 audio_track_selection#12603
name! selector_settings#12604
source_ancillary_channel_number:n
ocr_language pid:n
convert_608_to_708 scte20_detection source_608_channel_number:n
convert_608_to_708 source_608_channel_number:n
height!n left_offset!n top_offset!n width!n
page_number output_rectangle#12610
ancillary_source_settings#12606 arib_source_settings#16 dvb_sub_source_settings#12607 embedded_source_settings#12608 scte20_source_settings#12609 scte27_source_settings#12607 teletext_source_settings#12611
language_code name! selector_settings#12612
bandwidth:n buffer_segments:n retries:n retry_interval:n scte35_source
server_validation hls_input_settings#12614
color_space color_space_usage
deblock_filter denoise_filter filter_strength:n input_filter~ scte35_pid:n smpte2038_data_preference source_end_behavior audio_selector#l2605 caption_selector#l2613 network_input_settings#12615 video_selector#12616
input_attachment_name! input_id! automatic_input_failover_settings#12597 input_settings#12617
codec! input_resolution! maximum_bitrate!
maintenance_day! maintenance_start_time!
availability_zones.(s network_interface_ids.(s public_address_allocation_ids![s security_group_ids~(s subnet_ids!(s
flow_arn!
password_param! url! username!
security_group_ids[s subnet_ids![s
cidr!
maximum_video_buffer_delay_milliseconds~n transport_stream_bitrate!n transport_stream_id!n transport_stream_reserved_bitrate~n
provider_name! service_name!
maximum_bitrate~n minimum_bitrate~n priority~n
constant_bitrate~n statmux_settings#l2628
preferred_channel_pipeline! program_number!n service_descriptor#l2627 video_settings#l2629
availability_zone. create_time. endpoint.@l1694 name.
name. nodes.@s2631 num_nodes.n slots.
description. engine. engine_version. maintenance_window. name. node_type. num_shards.n parameter_group_name. port.n snapshot_retention_limit.n snapshot_window. subnet_group_name. topic_arn. vpc_id.
console_url. endpoints.[s ip_address.
dns_names.[s resource_arn. status. type.
id~ revision~n
kms_key_id~ use_aws_owned_key:b
hosts[s role_base role_name role_search_matching role_search_subtree:b service_account_password service_account_username user_base user_role_name user_search_matching user_search_subtree:b
audit general:b
day_of_week! time_of_day! time_zone!
console_access:b groups(s password! replication_user:b username!
catalog_arn warehouse_location
bucket_arn! error_output_prefix expected_bucket_owner
source_name
partition_strategy! source#l2644
destination_database_name destination_table_name partition_spec#l2645
enable_schema_evolution:b
enable_table_creation:b
append_only!b compression_type~ data_freshness_in_seconds~n service_execution_role_arn! catalog#l2642 dead_letter_queue_s3#l2643 destination_table#l2646 schema_evolution#l2647 table_creation#l2648
enabled!b log_group
delivery_stream enabled!b
bucket enabled!b prefix
cloudwatch_logs#l2650 firehose#l2651 s3#l2652
bucket_arn! compression_type! expected_bucket_owner output_key_template output_prefix storage_class!
data_freshness_in_seconds~n service_execution_role_arn! dead_letter_queue_s3#l2643 storage#l2654
value_converter!
gsr_arn!
topic_arn! record_converter#l2656 record_schema#l2657
type~
iam~b scram~b
tls~b sasl#12660
client_authentication#12661
network_type~ public_access#12659 vpc_connectivity#12662
enabled:b volume_throughput:n
volume_size:n provisioned_throughput#12664
ebs_storage_info#12665
az_distribution client_subnets!(s instance_type! security_groups!(s connectivity_info#12663 storage_info#12666
iam:b scram:b
certificate_authority_arns(s
unauthenticated:b sasl#12668 tls#12669
arn! revision!n
client_broker in_cluster:b
encryption_at_rest_kms_key_arn~ encryption_in_transit#12672
cloudwatch_logs#12650 firehose#12651 s3#12652
broker_logs!#12674
enabled_in_broker!b
jmx_exporter#12676 node_exporter#12676
prometheus!#12677
msk_cluster_arn!
apache_kafka_cluster_id! bootstrap_broker_string!
mechanism! secret_arn!
mtls#1745 sasl_scram#12681
root_ca_certificate!
security_groups_ids(s subnet_ids!(s
amazon_msk_cluster#12679 apache_kafka_cluster#12680 client_authentication#12682 encryption_in_transit#12683 vpc_config#12684
replicator_log_delivery#12674
consumer_group_offset_sync_mode~ consumer_groups_to_exclude~(s consumer_groups_to_replicate!(s detect_and_copy_new_consumer_groups:b synchronise_consumer_group_offsets:b
copy_access_control_lists_for_topics:b copy_topic_configurations:b detect_and_copy_new_topics:b topics_to_exclude~(s topics_to_replicate!(s starting_position#1268 topic_name_configuration#1268
source_kafka_cluster_alias. source_kafka_cluster_arn source_kafka_cluster_id target_compression_type! target_kafka_cluster_alias. target_kafka_cluster_arn target_kafka_cluster_id consumer_group_replication!#l2687 topic_replication!#l2688
iam!#1744
sasl!#12690
security_group_ids~(s subnet_ids!(s
cpu_utilization_percentage~n
max_worker_count!n mcu_count:n min_worker_count!n scale_in_policy#12693 scale_out_policy#12693
mcu_count:n worker_count!n
autoscaling#12694 provisioned_capacity#12695
bootstrap_servers! vpc!#1749
apache_kafka_cluster!#12697
authentication_type
encryption_type
worker_log_delivery!#12674
custom_plugin!#12671
s3!#12191
error_code. error_message.
created_at. error.@l2704 status.
cloud_watch_log_group_arn. enabled~b log_level~
dag_processing_logs#12706 scheduler_logs#12706 task_logs#12706 webserver_logs#12706 worker_logs#12706
allocation_id. association_id. availability_zone. availability_zone_id. network_interface_id. public_ip. status.
allocation_ids(s availability_zone availability_zone_id~
max_capacity:n min_capacity:n
vector_search_dimension:n
action~ cidr_block~ from_port~n icmp_code~n icmp_type~n ipv6_cidr_block~ protocol~ rule_no~n to_port~n
attachment_id. device_index!n instance! network_card_index~n
cluster_arn! attribute_filter#l308
endpoint_id. subnet_id.
attachment.@l2715 availability_zone.
attachment_id.
sync_states.@s2716 transit_gateway_attachment_sync_states.@l2717
availability_zone_id!
key_id type!
ip_address_type~ subnet_id!
definition!(s
key! ip_set!#12722
rule_variables#s2723
tcp_idle_timeout_seconds:n
rule_order stream_exception_policy flow_timeouts#12725
deep_threat_inspection~ priority:n resource_arn! override#11202
dimension!#s2359
publish_metric_action!#12728
action_name! action_definition!#12729
priority!n resource_arn!
enable_tls_session_holding~b stateful_default_actions(s stateless_default_actions!(s stateless_fragment_default_actions!(s tls_inspection_configuration_arn policy_variables#12724 stateful_engine_options#12726 stateful_rule_group_reference#s2727 stateless_custom_action#s2730 stateless_rule_group_reference#s2731
log_destination!{s log_destination_type! log_type!
log_destination_config!#s2733
reference_arn!
key! ip_set_reference!#l2735
ip_set_references#s2736
key! port_set!#12722
ip_sets#s2723 port_sets#s2738
generated_rules_type! target_types!(s targets!(s
destination! destination_port! direction! protocol! source! source_port!
keyword! settings(s
action! header!#12741 rule_option!#s2742
address_definition!
from_port!n to_port:n
flags!(s masks(s
protocols(n destination#s2744 destination_port#s2745 source#s2744 source_port#s2745 tcp_flag#s2746
actions!(s match_attributes!#12747
priority!n rule_definition!#12748
custom_action#s2730 stateless_rule!#s2749
rules_string rules_source_list#12740 stateful_rule#l2743 stateless_rules_and_custom_actions#12750
rule_order!
reference_sets#12737 rule_variables#12739 rules_source!#12751 stateful_rule_options#12752
certificate_arn. certificate_serial. status. status_message.
key_id~ type~
revoked_status_action unknown_status_action
from_port!n to_port!n
protocols!(n destination#l2744 destination_ports#l2757 source#l2744 source_ports#l2757
resource_arn
certificate_authority_arn check_certificate_revocation_status#l2756 scope#l2758 server_certificate#l2759
server_certificate_configuration#l2760
endpoint_id. status. status_message. subnet_id.
attachment.@l2762 availability_zone.
association_sync_state.@s2763
account_id!
target_type! target_id#l2765
region! target_identifier#l2766
protocol
core_network_address. core_network_asn.n peer_address. peer_asn.
bgp_configurations.@l2769 core_network_address. inside_cidr_blocks.(s peer_address. protocol.
peer_asn~
asn.n edge_location. inside_cidr_blocks.[s
edge_locations.[s name. shared_segments.[s
subnet_arn zone
address latitude longitude
download_speed:n upload_speed:n
appliance_mode_support~b dns_support~b ipv6_support~b security_group_referencing_support~b
filter!
log_group_configuration#12778 metric_configuration#12778
kms_key_arn region
log_group_name_pattern!
encryption_conflict_resolution_strategy encryption_scope~ encryption_strategy! kms_key_arn
destination_role_arn! tag_conflict_resolution_strategy
backup_configuration#l2780 log_group_name_configuration#l2781 logs_encryption_configuration#l2782 tag_propagation_configuration#l2783
region!
backup_configuration#l2785
account! region! destination_logs_configuration#l2784 destination_metrics_configuration#l2786
data_source_selection_criteria~ encrypted_log_group_strategy! log_group_selection_criteria~
metrics_selection_criteria!
regions!(s scope! source_logs_configuration#l2788 source_metrics_configuration#l2789
destination#l2787 source#l2790
kms_key_arn sse_algorithm!
body!
name field_selectors#l1088
advanced_event_selectors#l2794
field_delimiter output_format
log_types[s
enhanced_monitoring
log_format max_aggregation_interval:n traffic_type
action!
label_name
action_condition#l2800 label_name_condition#l2801
behavior requirement conditions#l2802
default_behavior filters#l2803
method query_string uri_path single_header#l16
log_type logging_filter#l2804 redacted_fields#l2805
destination_pattern destination_type retention_in_days:n cloudtrail_parameters#l2795 elb_load_balancer_logging_parameters#l2796 log_delivery_parameters#l2797 msk_monitoring_parameters#l2798 vpc_flow_log_parameters#l2799 waf_logging_parameters#l2806
all_regions:b allow_field_updates:b regions~(s resource_type scope selection_criteria telemetry_source_types~[s telemetry_type! destination_configuration#l2807
days_of_week@s1209 hours_of_day(n lead_time_in_weeks:n months@s1209 preference! weeks_of_month(n
email
name~
custom_action_timeout_in_mins!n days_of_week~@s2811 hours_of_day~(n is_custom_action_timeout_enabled!b lead_time_in_weeks~n months~@s2811 patching_mode! preference! weeks_of_month~(n
db_name. flash_cache_limit. share.n
db_plans.@l2813 lifecycle_details. lifecycle_state. objective.
is_diagnostics_events_enabled!b is_health_monitoring_enabled!b is_incident_logs_enabled!b
ipv4_addresses.(s region. status.
domain_name. ipv4_addresses.(s kms_policy_document. status.
ipv4_addresses.(s status.
domain_name. ipv4_addresses.(s s3_policy_document. status.
vpc_endpoint_id. vpc_endpoint_type.
domain_name. ipv4_addresses.(s status. sts_policy_document.
cidr. status.
cross_region_s3_restore_sources_access.@l2816 kms_access.@l2817 managed_s3_backup_access.@l2818 managed_service_ipv4_cidrs.(s resource_gateway_arn. s3_access.@l2819 service_network_arn. service_network_endpoint.@l2820 sts_access.@l2821 zero_etl_access.@l2822
domain_name. oci_dns_listener_ip.
data_source_arn data_source_description
enabled:b iam_identity_center_application_arn. iam_identity_center_instance_arn iam_role_for_identity_center_application_arn
principal. principal_type.
enabled~b jwks_url public_key~ roles_key~ subject_key~
anonymous_auth_enabled~b enabled!b internal_user_database_enabled:b jwt_options#12828 master_user_options#11700
desired_state~
natural_language_query_generation_options#12830 s3_vectors_engine#11008 serverless_vector_acceleration#11008
desired_state! rollback_on_disable~ use_off_peak_window:b maintenance_schedule#s1702
count~n enabled~b type~
node_type~ node_config#12833
dedicated_master_count:n dedicated_master_enabled:b dedicated_master_type instance_count:n instance_type multi_az_with_standby_enabled:b warm_count:n warm_enabled:b warm_type zone_awareness_enabled:b cold_storage_options#11008 node_options#l2834 zone_awareness_config#11704
deployment_strategy!
enabled_api_access:b identity_center_instance_arn roles_key~ subject_key~
hours~n minutes~n
window_start_time#12838
enabled~b off_peak_window#12839
auto_software_update_enabled~b
skip_unavailable
endpoint. cross_cluster_search#12842
domain_name! owner_id! region!
s3_bucket_name! s3_key!
aws_owned_key~b kms_key_arn~
serverless_vector_acceleration~
max_indexing_capacity_in_ocu~n max_search_capacity_in_ocu~n min_indexing_capacity_in_ocu~n min_search_capacity_in_ocu~n
group_attribute user_attribute
group_attribute~ instance_arn! user_attribute~
group_attribute metadata! session_timeout~n user_attribute
arn. email. id. joined_method. joined_timestamp. name. state. status.
status. type.
arn. id. name. policy_types.@l2853
arn. email. id. name.
persistent_buffer_enabled!b
log_group!
is_logging_enabled:b cloudwatch_log_destination#l2857
security_group_ids(s subnet_ids!(s vpc_endpoint_management
security_group_ids(s subnet_ids!(s
count!n instance_type!
instances!(s
decrypt~b derive_key~b encrypt~b generate~b no_restrictions~b sign~b unwrap~b verify~b wrap~b
key_algorithm! key_class! key_usage! key_modes_of_use#l2863
lambda_function_name mode web_url
daily:n maximum_duration:n messages_per_second:n total:n
end start
default_substitutions description html_part recommender_id subject text_part header#l493
iam_role_arn! log_group_arn!
delivery_stream_arn! iam_role_arn!
input_template http_parameters#11118
delivery_stream_arn!
bucket_name! bucket_owner! output_format prefix
include_execution_data(s level! cloudwatch_logs_log_destination#11809 firehose_log_destination#12872 s3_log_destination#12873
basic_auth!
batch_size~n maximum_batching_window_in_seconds~n queue_name! credentials!#12875
batch_size~n maximum_batching_window_in_seconds~n maximum_record_age_in_seconds~n maximum_retry_attempts:n on_partial_batch_item_failure parallelization_factor~n starting_position! dead_letter_config#11029
filter#l2422
batch_size~n maximum_batching_window_in_seconds~n maximum_record_age_in_seconds~n maximum_retry_attempts:n on_partial_batch_item_failure parallelization_factor~n starting_position! starting_position_timestamp dead_letter_config#11029
client_certificate_tls_auth sasl_scram_512_auth
batch_size~n consumer_group_id maximum_batching_window_in_seconds~n starting_position topic_name! credentials#12880
batch_size~n maximum_batching_window_in_seconds~n queue_name! virtual_host credentials!#12875
basic_auth client_certificate_tls_auth sasl_scram_256_auth sasl_scram_512_auth
security_groups(s subnets(s
additional_bootstrap_servers(s batch_size~n consumer_group_id maximum_batching_window_in_seconds~n server_root_ca_certificate starting_position topic_name! credentials#12883 vpc#12884
batch_size~n maximum_batching_window_in_seconds~n
activemq_broker_parameters#12876 dynamodb_stream_parameters#12877 filter_criteria#12878 kinesis_stream_parameters#12879 managed_streaming_kafka_parameters#12881 rabbitmq_broker_parameters#12882 self_managed_kafka_parameters#12885 sqs_queue_parameters#12886
size:n
command[s instance_type environment#l493 resource_requirement#l90
job_id type
attempts:n
job_definition! job_name! parameters{s array_properties#12888 container_overrides#12889 depends_on#l2890 retry_strategy#12891
log_stream_name timestamp
assign_public_ip security_groups(s subnets(s
aws_vpc_configuration#12894
command[s cpu:n memory:n memory_reservation:n name environment#l493 environment_file#l90 resource_requirement#l90
device_name device_type
cpu execution_role_arn memory task_role_arn container_override#l2896 ephemeral_storage#11619 inference_accelerator_override#l2897
expression type
field type
enable_ecs_managed_tags:b enable_execute_command:b group launch_type platform_version propagate_tags reference_id tags{s task_count:n task_definition_arn! capacity_provider_strategy#l1113 network_configuration#12895 overrides#12898 placement_constraint#l2899 placement_strategy#l2900
detail_type endpoint_id resources(s source time
partition_key!
invocation_type!
database! db_user secret_manager_arn sqls!(s statement_name with_event:b
pipeline_parameter#l42
message_deduplication_id message_group_id
input_template batch_job_parameters#12892 cloudwatch_logs_parameters#12893 ecs_task_parameters#12901 eventbridge_event_bus_parameters#12902 http_parameters#11118 kinesis_stream_parameters#12903 lambda_function_parameters#12904 redshift_data_parameters#12905 sagemaker_pipeline_parameters#12906 sqs_queue_parameters#12907 step_function_state_machine_parameters#12904
amount:n ratio:n
query! sample_size~n shingle_size~n ignore_near_expected_from_above#l2909 ignore_near_expected_from_below#l2909
random_cut_forest#l2910
mark_as_anomaly:b skip:b
qsp_threshold!n
cloudwatch_logs#l1809 filters#l2913
workspace_arn!
dataset_arn!
amp#l2915 cloudwatch#l2916
domain_arn!
opensearch#l2918
source_role_arn target_role_arn
cluster_arn! security_group_ids~(s subnet_ids!(s
eks#l2921 vpc#l541
cloudwatch_logs#l1809
max_series!n
label_set!{s limits#l2924
attachments_control_mode!
kms_key_id!
aggregation_enabled:b stream_arn!
name! values![n
date_time_parameters#l929 decimal_parameters#l2929 integer_parameters#l2929 string_parameters#l929
actions!(s principal!
data_set_arn! data_set_placeholder!
arn! data_set_references!#l2932
source_template#12933
add_or_run_anomaly_detection_for_analyses create_and_update_dashboard_email_reports create_and_update_data_sources create_and_update_datasets create_and_update_themes create_and_update_threshold_alerts create_shared_folders create_spice_dataset export_to_csv export_to_csv_in_scheduled_reports export_to_excel export_to_excel_in_scheduled_reports export_to_pdf export_to_pdf_in_scheduled_reports include_content_in_scheduled_reports_email print_reports rename_shared_folders share_analyses share_dashboards share_data_sources share_datasets subscribe_dashboard_email_reports view_account_spice_capacity
availability_status
visibility_state
ad_hoc_filtering_option#12936 data_point_drill_up_down_option#12936 data_point_menu_label_option#12936 data_point_tooltip_option#12936 export_to_csv_option#12936 export_with_hidden_fields_option#12936 sheet_controls_option#12937 sheet_layout_element_maximization_option#12936 visual_axis_sort_option#12936 visual_menu_option#12936
description. name. type.
columns![s country_code! name!
geo_spatial_column_group#12940
column_names[s principals[s
disable_use_as_direct_query_source~b disable_use_as_imported_source~b
columns[s description field_folders_id!
column_name! format~ new_column_type!
column_id! column_name! expression!
columns!#l2946
condition_expression!
projected_columns![s
column_name! new_column_name!
text~
column_geographic_role~ column_description#12951
column_name! tags!#l2952
column_name! tag_names![s
cast_column_type_operation#12945 create_columns_operation#12947 filter_operation#12948 project_operation#12949 rename_column_operation#12950 tag_column_operation#12953 untag_column_operation#12954
unique_key~b
left_operand! on_clause! right_operand! type! left_join_key_properties#12956 right_join_key_properties#12956
data_set_arn~ physical_table_id~ join_instruction#12957
alias! logical_table_map_id! data_transforms#l2955 source!#12958
data_source_arn! name! sql_query! columns#l680
catalog data_source_arn! name! schema input_columns!#l680
contains_header~b delimiter~ format~ start_from_row~n text_qualifier~
data_source_arn! input_columns!#l680 upload_settings!#12962
physical_table_map_id! custom_sql#12960 relational_table#12961 s3_source#12963
column_name! size!n size_unit!
lookback_window!#12965
incremental_refresh!#12966
refresh_configuration!#12967
arn! format_version namespace permission_policy! status
column_name! match_all_value tag_key! tag_multi_value_delimiter
status tag_rules!#l2970
copy_source_arn secret_arn credential_pair#1184
domain!
role_arn work_group
database! host! port!n
data_set_name!
host! port!n sql_endpoint_path!
site_base_url!
catalog! host! port!n
database! instance_id!
cluster_id database! host port:n
role_arn manifest_file_location!#11361
database! host! warehouse!
host! port!n
max_rows!n query!
amazon_elasticsearch#12973 athena#12974 aurora#12975 aurora_postgresql#12975 aws_iot_analytics#12976 databricks#12977 jira#12978 maria_db#12975 mysql#12975 oracle#12975 postgresql#12975 presto#12979 rds#12980 redshift#12981 s3#12982 service_now#12978 snowflake#12983 spark#12984 sql_server#12975 teradata#12975 twitter#12985
disable_ssl!b
vpc_connection_arn!
group(s user(s
default_key~b key_arn!
day_of_month day_of_week
interval! time_of_the_day~ timezone~ refresh_on_day#l2991
refresh_type! start_after_date_time~ schedule_frequency#l2992
source_analysis#12933 source_template#1731
colors[s empty_fill_color min_max_gradient[s
show:b
border#12996
gutter#12996 margin#12996
tile#12997 tile_layout#12998
font_family
font_families#l3000
accent accent_foreground danger danger_foreground dimension dimension_foreground measure measure_foreground primary_background primary_foreground secondary_background secondary_foreground success success_foreground warning warning_foreground
data_color_palette#12995 sheet#12999 typography#13001 ui_color_palette#13002
retain_sharing_on_account_leave_organization~b
resource_tag_key! resource_tag_value
unlock_delay_unit! unlock_delay_value!n
unlock_delay!#13006
retention_period_unit! retention_period_value!n
restore_to_time restore_type source_cluster_identifier source_cluster_resource_id use_latest_restorable_time:b
auto_pause:b max_capacity:n min_capacity:n seconds_before_timeout:n seconds_until_auto_pause:n timeout_action
max_capacity!n min_capacity!n seconds_until_auto_pause~n
node_role. private_ip_address. public_ip_address.
availability_zone. network_interface_id. private_ip_address. subnet_id.
network_interface.@l3013 vpc_endpoint_id. vpc_id.
authorized_audiences_list[s trusted_token_issuer_arn
authorization!
lake_formation_query#l3016
connect#l3016
read_write_access#l3016
lake_formation#l3017 redshift#l3018 s3_access_grants#l3019
cluster_identifier!
classic:b cluster_identifier! cluster_type node_type number_of_nodes:n
pause_cluster#13021 resize_cluster#13022 resume_cluster#13021
address. port.n vpc_endpoint.@l3014
parameter_key! parameter_value!
enabled!b level:n
opt_in!b
kinesis_video_stream#l731
sns_topic_arn
bucket key_prefix
kinesis_data_stream#l1029 s3_destination#l3030
height:n left:n top:n width:n
x:n y:n
bounding_box#l3032 polygon#l3033
labels[s min_confidence~n
collection_id! face_match_threshold~n
connected_home#l3035 face_search#l3036
rpo! rto!
rpo rto
az#l3038 hardware#l3038 region#l3039 software#l3038
cluster_arn! namespaces!(s
cfn_stack_arn design_file_s3_url tf_state_file_url eks#l3041 resource_tag#s437
target!n
time_between_backups_in_minutes!n
disaster_recovery_approach! rpo_in_minutes:n rto_in_minutes:n
system_arn! user_journey_ids(s
cross_account_role_arn! external_id
invoker_role_name! cross_account_role#l3047
filter_string!
type! parameters#s929
query! type
channel~ configured_by. enabled~b event~ threshold~n
acm_pca_arn x509_certificate_data
source_type! source_data!#13053
carrier_gateway_id~ cidr_block~ core_network_arn~ destination_prefix_list_id~ egress_only_gateway_id~ gateway_id~ ipv6_cidr_block~ local_gateway_id~ nat_gateway_id~ network_interface_id~ odb_network_arn~ transit_gateway_id~ vpc_endpoint_id~ vpc_peering_connection_id~
evaluate_target_health!b name! zone_id!
collection_id! location_name!
continent country subdivision
latitude! longitude!
aws_region bias:n local_zone_group coordinates#s3059
weight!n
dns_name! evaluate_target_health!b hosted_zone_id!
continent_code country_code subdivision_code
aws_region bias:n local_zone_group coordinates#l3059
failover health_check_id multi_value_answer:b name! region set_identifier traffic_policy_instance_id ttl:n type weight:n alias_target#l3062 cidr_routing_config#l3057 geolocation#l3063 geoproximity_location#l3064 resource_records#l2359
ip~ ip_id. ipv6~ subnet_id!
ip ipv6 port:n protocol
vpc_id! vpc_region~
algorithm!n flags!n public_key!
name~ value~
address_line_1~ address_line_2~ city~ contact_type~ country_code~ email~ extra_param~@l3070 fax~ first_name~ last_name~ organization_name~ phone_number~ state~ zip_code~
glue_ips~(s name~
address_line_1 address_line_2 city contact_type country_code email fax first_name last_name organization_name phone_number state zip_code extra_param#l42
address_line_1~ address_line_2~ city~ contact_type~ country_code~ email~ extra_params~{s fax~ first_name~ last_name~ organization_name~ phone_number~ state~ zip_code~
glue_ips(s name!
endpoint. region.
inverted!b threshold!n type!
domain_name record_set_id
nlb_resource#11029 r53_resource#13078
domain_name! hosted_zone_arn record_set_id record_type target_resource#13079
component_id. readiness_scopes[s resource_arn dns_target_resource#13080
allow_cookies:b enable_xray:b excluded_pages(s favorite_pages(s guest_role_arn identity_pool_id included_pages(s session_sample_rate:n telemetries(s
status
block_public_acls:b block_public_policy:b ignore_public_acls:b restrict_public_buckets:b
vpc_id!
allowed_headers[s allowed_methods![s allowed_origins![s expose_headers[s max_age_seconds:n
id permissions!(s type! uri
date days:n expired_object_delete_marker:b
days:n
days:n storage_class!
date days:n storage_class!
abort_incomplete_multipart_upload_days:n enabled!b id~ prefix tags{s expiration#13088 noncurrent_version_expiration#13089 noncurrent_version_transition#s3090 transition#s3091
target_bucket! target_prefix
days:n mode! years:n
default_retention!#13094
object_lock_enabled rule#13095
owner!
minutes:n status
account_id bucket! replica_kms_key_id storage_class access_control_translation#13097 metrics#13098 replication_time#13098
prefix tags{s
sse_kms_encrypted_objects#1744
delete_marker_replication_status id prefix priority:n status! destination!#13099 filter#13100 source_selection_criteria#13101
role! rules!#s3102
kms_master_key_id sse_algorithm!
bucket_key_enabled:b apply_server_side_encryption_by_default!#13104
rule!#13105
enabled:b mfa_delete:b
error_document index_document redirect_all_requests_to routing_rules
display_name. email_address id type! uri
permission! grantee#13109
display_name~ id!
grant#s3110 owner!#13111
bucket_account_id bucket_arn! format prefix
s3_bucket_destination!#13113
output_schema_version destination!#13114
data_export!#13115
allowed_headers(s allowed_methods!(s allowed_origins!(s expose_headers(s id max_age_seconds:n
access_tier! days!n
key_id!
sse_kms#13119 sse_s3#16
account_id bucket_arn! format! prefix encryption#13120
bucket!#13121
prefix
days_after_initiation:n
date days~n expired_object_delete_marker~b
object_size_greater_than~n object_size_less_than~n prefix~ tags{s
object_size_greater_than~n object_size_less_than~n prefix~ and#l3126 tag#l308
newer_noncurrent_versions:n noncurrent_days!n
newer_noncurrent_versions:n noncurrent_days!n storage_class!
date days~n storage_class!
id! prefix~ status! abort_incomplete_multipart_upload#l3124 expiration#l3125 filter#l3127 noncurrent_version_expiration#l3128 noncurrent_version_transition#s3129 transition#s3130
permission! grantee!#13109
partition_date_source!
partitioned_prefix#13133 simple_prefix#16
table_bucket_arn. table_bucket_type. table_namespace.
configuration_state! table_arn. table_name. encryption_configuration#l2792
days:n expiration!
table_arn. table_name. encryption_configuration#l2792 record_expiration#l3137
destination.@l3135 inventory_table_configuration#l3136 journal_table_configuration#l3138
access_point prefix tags{s
events!(s filter_prefix filter_suffix id~ lambda_function_arn
events!(s filter_prefix filter_suffix id~ queue_arn!
events!(s filter_prefix filter_suffix id~ topic_arn!
days:n mode years:n
default_retention!#13144
object_ownership!
replica_kms_key_id!
minutes!n
status! event_threshold#13148
status! time!#13148
account bucket! storage_class access_control_translation#13097 encryption_configuration#13147 metrics#13149 replication_time#13150
prefix and#13100 tag#1308
replica_modifications#11423 sse_kms_encrypted_objects#11423
id~ prefix priority:n status! delete_marker_replication#11423 destination!#13151 existing_object_replication#11423 filter#13152 source_selection_criteria#13153
kms_master_key_id~ sse_algorithm!
blocked_encryption_types~[s bucket_key_enabled~b apply_server_side_encryption_by_default#13155
mfa_delete~ status!
key!
suffix!
host_name! protocol
http_error_code_returned_equals key_prefix_equals
host_name http_redirect_code protocol replace_key_prefix_with replace_key_with
condition#13161 redirect!#13162
name! type~
tags{s
default_tags#13165
email id permissions!(s type! uri
s3_sub_prefix
grantee_identifier! grantee_type!
days_after_initiation!n
id! status abort_incomplete_multipart_upload#13170 expiration#13088 filter#13100
permissions[s prefixes[s
bucket! bucket_account_id~ region.
name! public_access_block#13084 region!#s3173
name! policy!
bucket! region! traffic_dial_percentage!n
function_arn! function_payload
aws_lambda!#13177
actions!(s content_transformation!#13178
allowed_features(s cloud_watch_metrics_enabled:b supporting_access_point! transformation_configuration!#s3179
delimiter max_depth:n min_storage_bytes_percentage:n
enabled:b selection_criteria#13181
storage_metrics!#13182
activity_metrics#11409 advanced_cost_optimization_metrics#11409 advanced_data_protection_metrics#11409 advanced_performance_metrics#11409 detailed_status_code_metrics#11409 prefix_level#13183
activity_metrics#11409 advanced_cost_optimization_metrics#11409 advanced_data_protection_metrics#11409 advanced_performance_metrics#11409 bucket_level!#13184 detailed_status_code_metrics#11409
sse_kms#13119 sse_s3#l6
account_id! arn! format! output_schema_version! prefix encryption#13186
enabled!b encryption#13186
cloud_watch_metrics#1744 s3_bucket_destination#13187 storage_lens_table_destination#13188
buckets(s regions(s
s3_bucket_destination#13187 storage_lens_table_destination#13188
enabled!b prefix_delimiter account_level!#13185 aws_org#1731 data_export#13189 exclude#13190 expanded_prefixes_data_export#13191 include#13190
path creation_permissions#l1633
days_after_last_access!n
prefix! size_less_than!n trigger!
network_interface_id.
kms_key_arn~ sse_algorithm~
target_file_size_mb~n
settings~#o3198 status~
max_snapshot_age_hours~n min_snapshots_to_keep~n
settings~#o3200 status~
iceberg_compaction~#o3199 iceberg_snapshot_management~#o3201
name! required~b type!
field#l3203
properties{s schema#l3204
iceberg#l3205
non_current_days~n unreferenced_days~n
settings~#o3207 status~
iceberg_unreferenced_file_removal~#o3208
destination_table_bucket_arn!
destination#s3210
kms_key_arn~ sse_type~
non_filterable_metadata_keys!(s
compression_type etag s3_data_type! s3_uri!
hub_content_name hub_content_version recipe_name
hub_content_arn
accept_eula:b
compression_type! etag manifest_etag manifest_s3_uri s3_data_type! s3_uri! hub_access_config#l3216 model_access_config#l3217
s3_data_source#l3218
data_input_config
container_hostname environment{s framework framework_version image image_digest~ is_checkpoint~b model_data_etag model_data_url nearest_model_name product_id additional_s3_data_source#l3214 base_model#l3215 model_data_source#l3219 model_input#l3220
supported_content_types[s supported_realtime_inference_instance_types[s supported_response_mime_types[s supported_transform_instance_types[s containers#l3221
name! regex!
values![s
max_value! min_value!
categorical_parameter_range_specification#l3224 continuous_parameter_range_specification#l3225 integer_parameter_range_specification#l3225
default_value description is_required~b is_tunable~b name! type! range#l3226
metric_name! type!
description is_required~b name! supported_compression_types[s supported_content_types![s supported_input_modes![s
supported_training_instance_types![s supports_distributed_training~b training_image! training_image_digest~ additional_s3_data_source#l3214 metric_definitions#l3223 supported_hyper_parameters#l3227 supported_tuning_job_objective_metrics#l3228 training_channels#l3229
directory_path! file_system_access_mode! file_system_id! file_system_type!
attribute_names[s instance_group_names[s s3_data_distribution_type s3_data_type! s3_uri! hub_access_config#l3216 model_access_config#l3217
file_system_data_source#l3231 s3_data_source#l3232
seed!n
channel_name! compression_type content_type input_mode~ record_wrapper_type data_source#l3233 shuffle_config#l3234
compression_type~ kms_key_id s3_output_path!
instance_count!n instance_group_name! instance_type!
instance_count!n ultra_server_id
enable_multiple_jobs:b placement_specifications#l3238
instance_count:n instance_type keep_alive_period_in_seconds~n training_plan_arn volume_kms_key_id volume_size_in_gb:n instance_groups#l3237 instance_placement_config#l3239
max_pending_time_in_seconds~n max_runtime_in_seconds:n max_wait_time_in_seconds~n
hyper_parameters{s training_input_mode! input_data_config#l3235 output_data_config#l3236 resource_config#l3240 stopping_condition#l3241
s3_data_type! s3_uri!
s3_data_source#l3243
compression_type content_type split_type data_source#l3244
accept assemble_with kms_key_id s3_output_path!
instance_count!n instance_type! transform_ami_version volume_kms_key_id
batch_strategy environment{s max_concurrent_transforms:n max_payload_in_mb:n transform_input#l3245 transform_output#l3246 transform_resources#l3247
profile_name! training_job_definition#l3242 transform_job_definition#l3248
validation_role! validation_profiles#l3249
instance_type lifecycle_config_arn sagemaker_image_arn~ sagemaker_image_version_alias sagemaker_image_version_arn
container_arguments[s container_entrypoint[s container_environment_variables{s
default_gid:n default_uid:n mount_path
container_config#13252 file_system_config#13253
display_name name!
file_system_config#13253 kernel_spec!#l3255
branch repository_url! secret_arn
environment{s image_uri! post_analytics_processor_source_uri record_preprocessor_source_uri
s3_uri
constraints_resource#13259 statistics_resource#13259
header:b
line:b
csv#13261 json#13262
data_captured_destination_s3_uri! local_path s3_data_distribution_type~ s3_input_mode~ dataset_format!#13263
endpoint_name! local_path s3_data_distribution_type~ s3_input_mode~
batch_transform_input#13264 endpoint_input#13265
local_path s3_upload_mode~ s3_uri!
s3_output!#13267
kms_key_id monitoring_outputs!#13268
instance_count!n instance_type! volume_kms_key_id volume_size_in_gb!n
cluster_config!#13270
enable_inter_container_traffic_encryption:b enable_network_isolation:b vpc_config#11293
max_runtime_in_seconds~n
description device_name! iot_thing_name
kms_key_id s3_output_location!
file_system_id! file_system_path!
efs_file_system_config#13276
gid!n uid!n
idle_timeout_in_minutes:n lifecycle_management max_idle_timeout_in_minutes:n min_idle_timeout_in_minutes:n
idle_settings#13279
repository_url!
app_image_config_name! image_name! image_version_number:n
instance_type lifecycle_config_arn sagemaker_image_arn sagemaker_image_version_alias sagemaker_image_version_arn
assumable_role_arns(s execution_role_arns(s
built_in_lifecycle_config_arn lifecycle_config_arns(s app_lifecycle_management#13280 code_repository#s3281 custom_image#l3282 default_resource_spec#13283 emr_settings#13284
lifecycle_config_arns(s code_repository#s3281 default_resource_spec#13283
lifecycle_config_arns(s custom_image#l3282 default_resource_spec#13283
default_ebs_volume_size_in_gb!n maximum_ebs_volume_size_in_gb!n
default_ebs_storage_settings#13288
execution_role! security_groups(s custom_file_system_config#l3277 custom_posix_user_config#13278 jupyter_lab_app_settings#13285 jupyter_server_app_settings#13286 kernel_gateway_app_settings#13287 space_storage_settings#13289
execution_role_arn status
amazon_bedrock_role_arn
data_source_name secret_arn! status
cross_account_model_register_role_arn status
amazon_forecast_role_arn status
s3_artifact_path s3_kms_key_id
direct_deploy_settings#13083 emr_serverless_settings#13291 generative_ai_settings#13292 identity_provider_oauth_settings#l3293 kendra_settings#13083 model_register_settings#13294 time_series_forecasting_settings#13295 workspace_settings#13296
built_in_lifecycle_config_arn lifecycle_config_arns(s app_lifecycle_management#13280 custom_image#l3282 default_resource_spec#13283
custom_image#l3282 default_resource_spec#13283
access_status user_group
notebook_output_option s3_kms_key_id s3_output_path
hidden_app_types(s hidden_instance_types(s hidden_ml_tools(s
default_resource_spec#13283
auto_mount_home_efs~ default_landing_uri~ execution_role! security_groups(s studio_web_portal~ canvas_app_settings#13297 code_editor_app_settings#13298 custom_file_system_config#l3277 custom_posix_user_config#13278 jupyter_lab_app_settings#13285 jupyter_server_app_settings#13286 kernel_gateway_app_settings#13287 r_session_app_settings#13299 r_studio_server_pro_app_settings#13300 sharing_settings#13301 space_storage_settings#13289 studio_web_portal_settings#13302 tensor_board_app_settings#13303
enable_docker_access vpc_only_trusted_accounts(s
domain_execution_role_arn! r_studio_connect_url r_studio_package_manager_url default_resource_spec#13283
execution_role_identity_config security_group_ids(s docker_settings#13305 r_studio_server_pro_domain_settings#13306 trusted_identity_propagation_settings#11423
home_efs_file_system
alarm_name!
alarms#s3309
type! value!n
type! wait_interval_in_seconds!n canary_size#13311 linear_step_size#13311
maximum_execution_timeout_in_seconds:n termination_wait_in_seconds:n traffic_routing_configuration!#13312
maximum_execution_timeout_in_seconds:n wait_interval_in_seconds!n maximum_batch_size!#13311 rollback_maximum_batch_size#13311
auto_rollback_configuration#13310 blue_green_update_policy#13313 rolling_update_policy#13314
max_concurrent_invocations_per_instance:n
error_topic include_inference_response_in(s success_topic
kms_key_id s3_failure_path s3_output_path! notification_config#13317
client_config#13316 output_config!#13318
csv_content_types(s json_content_types(s
capture_mode!
destination_s3_uri! enable_capture:b initial_sampling_percentage!n kms_key_id capture_content_type_header#13320 capture_options!#l3321
capacity_reservation_preference ml_reservation_arn
destination_s3_uri! kms_key_id
max_instance_count:n min_instance_count:n status
routing_strategy!
max_concurrency!n memory_size_in_mb!n provisioned_concurrency:n
accelerator_type container_startup_health_check_timeout_in_seconds:n enable_ssm_access:b inference_ami_version initial_instance_count:n initial_variant_weight:n instance_type model_data_download_timeout_in_seconds:n model_name variant_name~ volume_size_in_gb~n capacity_reservation_config#13323 core_dump_config#13324 managed_instance_scaling#13325 routing_config#l3326 serverless_config#13327
destination_s3_uri! kms_key_id!
accelerator_type container_startup_health_check_timeout_in_seconds:n enable_ssm_access:b inference_ami_version initial_instance_count:n initial_variant_weight:n instance_type model_data_download_timeout_in_seconds:n model_name variant_name~ volume_size_in_gb:n capacity_reservation_config#13323 core_dump_config#13329 managed_instance_scaling#13325 routing_config#l3326 serverless_config#13327
dimension:n
vector_config#13331
collection_type feature_name feature_type collection_config#13332
catalog~ database~ table_name~
kms_key_id resolved_output_s3_uri~ s3_uri!
disable_glue_table_creation:b table_format data_catalog_config#13334 s3_storage_config!#13335
enable_online_store:b storage_type security_config#12127 ttl_duration#11631
provisioned_read_capacity_units:n provisioned_write_capacity_units:n throughput_mode~
human_loop_activation_conditions!
human_loop_activation_conditions_config#13339
cents:n dollars:n tenth_fractions_of_a_cent:n
amount_in_usd#13341
human_task_ui_arn! task_availability_lifetime_in_seconds:n task_count!n task_description! task_keywords(s task_time_limit_in_seconds:n task_title! workteam_arn! public_workforce_task_price#13342
aws_managed_human_loop_request_source!
kms_key_id s3_output_path!
s3_output_path
content content_sha256. url.
name! value_hint!
max_value! min_value! name! scaling_type~
auto_parameters#l3348 categorical_parameter_ranges#l1764 continuous_parameter_ranges#l3349 integer_parameter_ranges#l3349
max_number_of_training_jobs~n max_parallel_training_jobs!n max_runtime_in_seconds~n
max_resource:n min_resource:n
hyperband_strategy_config#l3352
max_number_of_training_jobs_not_improving~n
complete_on_convergence
target_objective_metric_value:n best_objective_not_improving#l3354 convergence_detected#l3355
random_seed:n strategy! training_job_early_stopping_type~ objective#l3228 parameter_ranges#l3350 resource_limits#l3351 strategy_config#l3353 tuning_job_completion_criteria#l3356
maximum_retry_attempts~n
algorithm_name~ training_image~ training_input_mode! metric_definitions#l3223
local_path s3_uri!
instance_count:n instance_type volume_size_in_gb:n
allocation_strategy instance_count:n instance_type volume_kms_key_id volume_size_in_gb:n instance_configs#l3361
hub_content_arn!
accept_eula!b
attribute_names(s instance_group_names(s s3_data_distribution_type s3_data_type! s3_uri! hub_access_config#l3363 model_access_config#l3364
file_system_data_source#l3231 s3_data_source#l3365
channel_name! compression_type content_type input_mode record_wrapper_type data_source#l3366 shuffle_config#l3234
compression_type kms_key_id s3_output_path!
instance_count:n instance_type keep_alive_period_in_seconds:n training_plan_arn volume_kms_key_id volume_size_in_gb:n instance_groups#l3237 instance_placement_config#l3239
max_pending_time_in_seconds:n max_runtime_in_seconds:n max_wait_time_in_seconds:n
definition_name enable_inter_container_traffic_encryption~b enable_managed_spot_training~b enable_network_isolation~b environment{s retry_strategy~@l3358 role_arn! static_hyper_parameters~{s algorithm_specification#l3359 checkpoint_config#l3360 hyper_parameter_ranges#l3350 hyper_parameter_tuning_resource_config#l3362 input_data_config#l3367 output_data_config#l3368 resource_config#l3369 stopping_condition#l3370 tuning_objective#l3228 vpc_config#l1293
warm_start_type parent_hyper_parameter_tuning_jobs#l16
failed_non_retryable_error.n human_labeled.n machine_labeled.n total_labeled.n unlabeled.n
max_human_labeled_object_count~n max_percentage_of_input_dataset_labeled~n
annotation_consolidation_lambda_arn!
amount_in_usd#l3341
human_task_ui_arn ui_template_s3_uri
max_concurrent_task_count~n number_of_human_workers_per_data_object!n pre_human_task_lambda_arn task_availability_lifetime_in_seconds~n task_description! task_keywords(s task_time_limit_in_seconds!n task_title! workteam_arn! annotation_consolidation_config#l3375 public_workforce_task_price#l3376 ui_config#l3377
content_classifiers(s
manifest_s3_uri!
sns_topic_arn!
s3_data_source#l3380 sns_data_source#l3381
data_attributes#l3379 data_source#l3382
volume_kms_key_id vpc_config#l1293
initial_active_learning_model_arn labeling_job_algorithm_specification_arn! labeling_job_resource_config#l3384
kms_key_id~ s3_output_path! sns_topic_arn
compression_type! s3_data_type! s3_uri! model_access_config#13364
channel_name! s3_data_source!#l3387
repository_credentials_provider_arn!
repository_access_mode! repository_auth_config#13389
s3_data_source!#l3387
model_cache_setting
container_hostname environment{s image inference_specification_name mode model_data_url model_package_name additional_model_data_source#l3388 image_config#13390 model_data_source#13391 multi_model_config#13392
s3_export_artifacts.
s3_output_path!
baselining_job_name constraints_resource#13259 statistics_resource#13259
container_arguments[s container_entrypoint[s image_uri! post_analytics_processor_source_uri record_preprocessor_source_uri
data_captured_destination_s3_uri! end_time_offset exclude_features_attribute features_attribute inference_attribute local_path! probability_attribute probability_threshold_attribute:n s3_data_distribution_type~ s3_input_mode~ start_time_offset dataset_format!#13263
end_time_offset endpoint_name! exclude_features_attribute features_attribute inference_attribute local_path! probability_attribute probability_threshold_attribute:n s3_data_distribution_type~ s3_input_mode~ start_time_offset
batch_transform_input#13398 endpoint_input#13399
local_path! s3_upload_mode~ s3_uri!
s3_output!#13401
kms_key_id monitoring_outputs!#13402
environment{s role_arn! baseline#13396 monitoring_app_specification!#13397 monitoring_inputs!#13400 monitoring_output_config!#13403 monitoring_resources!#13271 network_config#13272 stopping_condition#l3273
schedule_expression!
monitoring_job_definition_name monitoring_type! monitoring_job_definition#13404 schedule_config#13405
minimum_instance_metadata_service_version~
max_parallel_execution_steps!n
bucket! object_key! version_id
key! value
path_id product_id! provisioning_artifact_id~ provisioning_parameter#l3410
owner_user_profile_name!
idle_timeout_in_minutes:n
idle_settings#13413
app_lifecycle_management#13414 default_resource_spec!#13283
file_system_id!
efs_file_system!#13416
app_lifecycle_management#13414 code_repository#s3281 default_resource_spec!#13283
lifecycle_config_arns(s code_repository#s3281 default_resource_spec!#13283
lifecycle_config_arns(s custom_image#l3282 default_resource_spec!#13283
ebs_volume_size_in_gb!n
ebs_storage_settings!#13421
app_type code_editor_app_settings#13415 custom_file_system#l3417 jupyter_lab_app_settings#13418 jupyter_server_app_settings#13419 kernel_gateway_app_settings#13420 space_storage_settings#13422
sharing_type!
training_repository_credentials_provider_arn
training_repository_access_mode training_repository_auth_config#l3425
algorithm_name container_arguments[s container_entrypoint[s enable_sagemaker_metrics_time_series~b training_image training_input_mode metric_definitions#l3223 training_image_config#l3426
collection_name collection_parameters{s
hook_parameters{s local_path s3_output_path! collection_configurations#l3428
instance_type local_path rule_configuration_name! rule_evaluator_image! rule_parameters{s s3_output_path volume_size_in_gb~n
experiment_name run_name trial_component_display_name trial_name
enable_infra_check:b
attribute_names[s instance_group_names[s s3_data_distribution_type s3_data_type! s3_uri! hub_access_config#l3363 model_access_config#l3364
file_system_data_source#l3231 s3_data_source#l3433
seed:n
channel_name! compression_type~ content_type~ input_mode~ record_wrapper_type~ data_source#l3434 shuffle_config#l3435
mlflow_experiment_name mlflow_resource_arn! mlflow_run_name
model_package_group_arn! source_model_package_arn
compression_type~ kms_key_id~ s3_output_path!
disable_profiler:b profiling_interval_in_milliseconds:n profiling_parameters{s s3_output_path
enable_remote_debug:b
instance_count:n instance_group_name instance_type
instance_count:n ultra_server_id
enable_multiple_jobs:b placement_specifications#l3443
instance_count~n instance_type~ keep_alive_period_in_seconds~n training_plan_arn volume_kms_key_id volume_size_in_gb~n instance_groups#l3442 instance_placement_config#l3444
maximum_retry_attempts!n
accept_eula:b base_model_arn! customization_technique evaluation_type evaluator_arn job_type! peft
enable_session_tag_chaining:b
max_pending_time_in_seconds~n max_runtime_in_seconds~n max_wait_time_in_seconds~n
local_path s3_output_path!
security_group_ids![s subnets![s
file_system_id! file_system_path
efs_file_system_config#l3452
auto_mount_home_efs~ default_landing_uri execution_role! security_groups(s studio_web_portal~ canvas_app_settings#13297 code_editor_app_settings#13298 custom_file_system_config#l3453 custom_posix_user_config#13278 jupyter_lab_app_settings#13285 jupyter_server_app_settings#13286 kernel_gateway_app_settings#13287 r_session_app_settings#13299 r_studio_server_pro_app_settings#13300 sharing_settings#13301 space_storage_settings#13289 studio_web_portal_settings#13302 tensor_board_app_settings#13303
client_id! user_pool!
authentication_request_extra_params{s authorization_endpoint! client_id! client_secret! issuer! jwks_uri! logout_endpoint! scope token_endpoint! user_info_endpoint!
cidrs!(s
security_group_ids(s subnets(s vpc_endpoint_id. vpc_id
client_id! user_group! user_pool!
groups!(s
cognito_member_definition#13459 oidc_member_definition#13460
notification_topic_arn
source_ip~ vpc_source_ip~
iam_policy_constraints#13463
s3_presign#13464
maximum_window_in_minutes:n mode!
enable_ecs_managed_tags:b enable_execute_command:b group launch_type platform_version propagate_tags reference_id tags{s task_count:n task_definition_arn! capacity_provider_strategy#s1113 network_configuration#11114 placement_constraints#s1116 placement_strategy#s1115
detail_type! source!
pipeline_parameter#s42
arn! input role_arn! dead_letter_config#1731 ecs_parameters#13467 eventbridge_parameters#13468 kinesis_parameters#12903 retry_policy#11122 sagemaker_pipeline_parameters#13469 sqs_parameters#11124
kms_key_id~ last_accessed_date. region! status. status_message.
automatically_after_days:n duration schedule_expression
text! updated_by!
id! product_arn!
label~ product:n
confidence:n criticality:n types[s user_defined_fields{s verification_state note#l3473 related_findings#s3474 severity#l3475 workflow#l3083
type finding_fields_update#l3476
eq:n gt:n gte:n lt:n lte:n
end start date_range#l274
aws_account_id#s2028 aws_account_name#s2028 company_name#s2028 compliance_associated_standards_id#s2028 compliance_security_control_id#s2028 compliance_status#s2028 confidence#s3478 created_at#s3479 criticality#s3478 description#s2028 first_observed_at#s3479 generator_id#s2028 id#s2028 last_observed_at#s3479 note_text#s2028 note_updated_at#s3479 note_updated_by#s2028 product_arn#s2028 product_name#s2028 record_state#s2028 related_findings_id#s2028 related_findings_product_arn#s2028 resource_application_arn#s2028 resource_application_name#s2028 resource_details_other#s2032 resource_id#s2028 resource_partition#s2028 resource_region#s2028 resource_tags#s2032 resource_type#s2028 severity_label#s2028 source_url#s2028 title#s2028 type#s2028 updated_at#s3479 user_defined_fields#s2032 verification_state#s2028 workflow_status#s2028
connector_arn!
comment severity_id:n status_id:n
type! external_integration_configuration#l3481 finding_fields_update#l3482
ocsf_finding_criteria_json!
value!b
value!n
value![s
value![n
name! value_type! bool#13485 double#13486 enum#12359 enum_list#13487 int#13486 int_list#13488 string#12359 string_list#13487
security_control_id! parameter!#s3489
disabled_control_identifiers(s enabled_control_identifiers(s security_control_custom_parameter#l3490
enabled_standard_arns(s service_enabled!b security_controls_configuration#13491
connector_status. last_checked_at. message.
auth_status. auth_url. cloud_id. domain. project_key!
auth_status. instance_name! secret_arn!
jira_cloud#l3494 service_now#l3495
eq gte lte
end start date_range#1274
aws_account_id#s2028 aws_account_name#s2028 company_name#s2028 compliance_associated_standards_id#s2028 compliance_security_control_id#s2028 compliance_security_control_parameters_name#s2028 compliance_security_control_parameters_value#s2028 compliance_status#s2028 confidence#s3497 created_at#s3498 criticality#s3497 description#s2028 finding_provider_fields_confidence#s3497 finding_provider_fields_criticality#s3497 finding_provider_fields_related_findings_id#s2028 finding_provider_fields_related_findings_product_arn#s2028 finding_provider_fields_severity_label#s2028 finding_provider_fields_severity_original#s2028 finding_provider_fields_types#s2028 first_observed_at#s3498 generator_id#s2028 id#s2028 keyword#s2359 last_observed_at#s3498 malware_name#s2028 malware_path#s2028 malware_state#s2028 malware_type#s2028 network_destination_domain#s2028 network_destination_ipv4#s2625 network_destination_ipv6#s2625 network_destination_port#s3497 network_direction#s2028 network_protocol#s2028 network_source_domain#s2028 network_source_ipv4#s2625 network_source_ipv6#s2625 network_source_mac#s2028 network_source_port#s3497 note_text#s2028 note_updated_at#s3498 note_updated_by#s2028 process_launched_at#s3498 process_name#s2028 process_parent_pid#s3497 process_path#s2028 process_pid#s3497 process_terminated_at#s3498 product_arn#s2028 product_fields#s2032 product_name#s2028 recommendation_text#s2028 record_state#s2028 related_findings_id#s2028 related_findings_product_arn#s2028 resource_aws_ec2_instance_iam_instance_profile_arn#s2028 resource_aws_ec2_instance_image_id#s2028 resource_aws_ec2_instance_ipv4_addresses#s2625 resource_aws_ec2_instance_ipv6_addresses#s2625 resource_aws_ec2_instance_key_name#s2028 resource_aws_ec2_instance_launched_at#s3498 resource_aws_ec2_instance_subnet_id#s2028 resource_aws_ec2_instance_type#s2028 resource_aws_ec2_instance_vpc_id#s2028 resource_aws_iam_access_key_created_at#s3498 resource_aws_iam_access_key_status#s2028 resource_aws_iam_access_key_user_name#s2028 resource_aws_s3_bucket_owner_id#s2028 resource_aws_s3_bucket_owner_name#s2028 resource_container_image_id#s2028 resource_container_image_name#s2028 resource_container_launched_at#s3498 resource_container_name#s2028 resource_details_other#s2032 resource_id#s2028 resource_partition#s2028 resource_region#s2028 resource_tags#s2032 resource_type#s2028 severity_label#s2028 source_url#s2028 threat_intel_indicator_category#s2028 threat_intel_indicator_last_observed_at#s3498 threat_intel_indicator_source#s2028 threat_intel_indicator_source_url#s2028 threat_intel_indicator_type#s2028 threat_intel_indicator_value#s2028 title#s2028 type#s2028 updated_at#s3498 user_defined_values#s2032 verification_state#s2028 workflow_status#s2028
configuration_type!
accounts~(s regions!(s source_name! source_version~
crawler_arn. database_arn. table_arn.
location. role_arn.
role_arn!
external_id! principal!
crawler_configuration#l3504 provider_identity#l3505
kms_key_id~
days:n storage_class
expiration#l3089 transition#s3508
regions(s role_arn
encryption_configuration~@l3507 region! lifecycle_configuration#l3509 replication_configuration#l3510
source_name! source_version~
attributes.@l3502 provider.@l3503 source_name! source_version~
aws_log_source_resource#l3512 custom_log_source_resource#l3513
authorization_api_key_name authorization_api_key_value endpoint! http_method target_role_arn!
https_notification_configuration#l3515 sqs_notification_configuration#l6
ttl!n type!
namespace_id! routing_policy dns_records!#l3517
failure_threshold:n resource_path type
failure_threshold:n
read
description disable_template_validation:b name template_physical_id template_url type
description. key. value.
key! use_previous_value:b value
accounts[s failure_tolerance_count:n failure_tolerance_percentage:n max_concurrency_count:n max_concurrency_percentage:n regions[s
assume_role name! parameters type version!
class. resource. service. type.
metric_dimensions.@l3527 metric_name. metric_namespace. metric_statistic_recommendation.
tls_policy
custom_redirect_domain
default_value! dimension_name! value_source!
header_name! header_value! position!n
message! position!n sender! smtp_reply_code! status_code topic_arn
function_arn! invocation_type position!n topic_arn
bucket_name! iam_role_arn kms_key_arn object_key_prefix position!n topic_arn
encoding position!n topic_arn!
position!n scope! topic_arn
organization_arn! position!n topic_arn
engagement_metrics
optimized_shared_delivery
max_delivery_seconds:n sending_pool_name tls_policy
last_fresh_start. reputation_metrics_enabled~b
sending_enabled~b
suppressed_reasons[s
custom_redirect_domain! https_policy
dashboard_options#13539 guardian_options#13540
default_dimension_value! dimension_name! dimension_value_source!
dimension_configuration!#l3547
application_arn!
enabled:b matching_event_types!(s cloud_watch_destination#13548 event_bridge_destination#1374 kinesis_firehose_destination#12870 pinpoint_destination#13549 sns_destination#11426
default_subscription_status! description display_name! topic_name!
current_signing_key_length. domain_signing_private_key domain_signing_selector last_key_generation_timestamp. next_signing_key_length~ signing_attributes_origin. status. tokens.[s
region.
routes_details#l2785
kms_data_key_reuse_period_seconds:n kms_key_id type
state_machine_version_arn! weight!n
include_execution_data:b level log_destination
contact_notes email_address! phone_number
reason. revoked_at. revoked_by.
bucket. key.
s3.@l3560
bucket! prefix
s3!#13562
bucket! key! version!
s3!#13564
revocation_effective_from. revoked_at. revoked_by.
delete_on_termination:b device_name! encrypted~b iops~n kms_key_id~ snapshot_id~ throughput~n volume_size~n volume_type~
delete_on_termination:b encrypted~b iops~n kms_key_id~ throughput~n volume_size~n volume_type~
ami! associate_public_ip_address:b availability_zone~ ebs_optimized:b iam_instance_profile iam_instance_profile_arn instance_type! key_name~ monitoring:b placement_group~ placement_tenancy spot_price subnet_id~ tags{s user_data vpc_security_group_ids~(s weighted_capacity ebs_block_device#s3567 ephemeral_block_device#s110 root_block_device#s3568
id name version
accelerator_manufacturers(s accelerator_names(s accelerator_types(s allowed_instance_types(s bare_metal burstable_performance cpu_manufacturers(s excluded_instance_types(s instance_generations(s local_storage local_storage_types(s on_demand_max_price_percentage_over_lowest_price:n require_hibernate_support:b spot_max_price_percentage_over_lowest_price:n accelerator_count#1468 accelerator_total_memory_mib#1468 baseline_ebs_bandwidth_mbps#1468 memory_gib_per_vcpu#1468 memory_mib#1468 network_bandwidth_gbps#1468 network_interface_count#1468 total_local_storage_gb#1468 vcpu_count#1468
availability_zone instance_type priority~n spot_price~ subnet_id~ weighted_capacity~n instance_requirements#13571
launch_template_specification!#13570 overrides#s3572
replacement_strategy
capacity_rebalance#13574
delete_on_termination.b network_interface_id.
delete_on_termination:b device_index!n network_card_index.n network_interface_id!
s3_bucket_name! s3_key_prefix s3_region
default_value. description. name. type.
key! name values![s
document_version parameter#s929
client_context payload qualifier
cloudwatch_log_group_name~ cloudwatch_output_enabled:b
notification_arn notification_events[s notification_type
comment document_hash document_hash_type document_version output_s3_bucket output_s3_key_prefix service_role_arn timeout_seconds:n cloudwatch_config#13583 notification_config#13584 parameter#s929
input name
automation_parameters#13581 lambda_parameters#13582 run_command_parameters#13585 step_functions_parameters#13586
approve_after_days:n approve_until_date compliance_level enable_non_security:b patch_filter!#l924
configuration! name! products![s
destination_data_sharing_type
bucket_name! kms_key_arn prefix region! sync_format destination_data_sharing#13590
simple_address!
contact_channel_id! retry_interval_in_minutes:n
contact_id is_essential!b
channel_target_info#13593 contact_target_info#13594
duration_in_minutes!n target#l3595
hour_of_day!n minute_of_hour!n
day_of_month!n hand_off_time#l3597
end#l3597 start#l3597
map_block_key! coverage_times#l3599
day_of_week! hand_off_time#l3597
number_of_on_calls!n recurrence_multiplier!n daily_settings#l3597 monthly_settings#l3598 shift_coverages#l3600 weekly_settings#l3601
kms_key_arn name! status. status_message.
document_name! document_version dynamic_parameters{s role_arn! target_account parameter#s1764
ssm_automation#l3604
dedupe_string impact!n incident_tags{s summary title! notification_target#s3381
name! secret_id! service_id!
pagerduty#l3607
status. status_message. status_type.
id. local_deployment_administration_role_arn local_deployment_execution_role_name parameters!{s type! type_version~
application_url origin!
visibility~ sign_in_options#l3611
name! path
name! path~
source!(s
key! value!#s3615
managed_policy_arn customer_managed_policy_reference#13613
claim_attribute_path! identity_store_attribute_path! issuer_url! jwks_retrieval_option!
oidc_jwt_configuration#l3618
cache_stale_timeout_in_seconds:n
ipv4_address.
day_of_month day_of_week hour_of_day!n minute_of_hour:n
active_directory_status. domain_controllers(s domain_name! organizational_unit password! timeout_in_seconds:n username!
directory_mode file_mode group_id owner_id
created. last_modified. last_started. last_stopped.
encryption_mode kms_key_arn
s3_encryption#13626
active_tracing:b environment_variables{s ephemeral_storage~n memory_in_mb~n timeout_in_seconds~n
max_retries!n
duration_in_seconds:n expression! retry_config#13629
ipv6_allowed_for_dual_stack:b security_group_ids(s subnet_ids(s vpc_id.
bucket_name! enabled!b
s3_configuration#l3632
preferred_maintenance_window! timezone!
bucket_name! encryption_option~ object_key_prefix
s3_configuration#l3635
bucket_name. object_key.
s3_report_location#l3637
bytes_metered.n cumulative_bytes_scanned.n data_writes.n execution_time_in_millis.n query_result_rows.n records_ingested.n
partition_key.[s table_arn. value.n
max#l3640
table_arn. value.n
max#l3642
output_bytes.n output_rows.n query_table_count.n query_spatial_coverage#l3641 query_temporal_range#l3643
failure_reason. invocation_time. run_status. trigger_time. error_report_location#l3638 execution_stats#l3639 query_insights_response#l3644
sns_configuration#l1426
dimension_value_type! name!
measure_value_type! source_column! target_multi_measure_attribute_name
measure_name measure_value_type! source_column target_measure_name multi_measure_attribute_mapping#l3648
target_multi_measure_name multi_measure_attribute_mapping#l3648
database_name! measure_name_column table_name! time_column! dimension_mapping#l3647 mixed_measure_mapping#l3649 multi_measure_mappings#l3650
timestream_configuration#l3651
bucket_name encryption_option kms_key_id object_key_prefix
s3_configuration#13653
enable_magnetic_store_writes:b magnetic_store_rejected_data_location#13654
magnetic_store_retention_period_in_days!n memory_store_retention_period_in_hours!n
enforcement_in_record name type!
composite_partition_key#13657
data_access_role_arn! s3_uri! tuning_data_s3_uri~
entry! target!
compression! encryption_algorithm! local_profile_id! mdn_response! mdn_signing_algorithm message_subject partner_profile_id! signing_algorithm!
port_number:n resource_configuration_arn!
vpc_lattice#13662
trusted_host_keys(s user_secret_id
address_allocation_ids(s security_group_ids~(s subnet_ids(s vpc_endpoint_id~ vpc_id
as2_transports~(s passive_ip~ set_stat_option~ tls_session_resumption_mode~
directory_listing_optimization~
execution_role! workflow_id!
on_partial_upload#13668 on_upload#13668
provisioned~n
security_group_ids~(s subnet_ids!(s vpc_endpoint_id. vpc_id!
vpc#l3671
application_arn. instance_arn role
identity_center_config#l3673
file_system_id path
bucket key
efs_file_location#13675 s3_file_location#13676
name overwrite_existing source_file_location destination_file_location#13677
name source_file_location target timeout_seconds:n
name overwrite_existing source_file_location type! destination_file_location#13677
name source_file_location
name source_file_location tags#l308
type! copy_step_details#13678 custom_step_details#13679 decrypt_step_details#13680 delete_step_details#13681 tag_step_details#13682
cidr! protocol subnet_ids(s port_range!#s2757
load_balancer_arn port:n protocol subnet_ids(s port_range#s2757
network_interface_id port:n protocol port_range#s2757
port:n protocol rds_db_cluster_arn rds_db_instance_arn rds_db_proxy_arn rds_endpoint subnet_ids(s
customer_managed_key_enabled:b kms_key_arn
description. device_trust_provider_type. trust_provider_type. user_trust_provider_type. verified_access_trust_provider_id.
bucket_name bucket_owner~ enabled!b prefix
include_trust_context~b log_version~ cloudwatch_logs#12650 kinesis_data_firehose#12651 s3#13690
tenant_id
authorization_endpoint client_id client_secret! issuer public_signing_key_endpoint scope token_endpoint user_info_endpoint
authorization_endpoint client_id client_secret! issuer scope token_endpoint user_info_endpoint
group_entity_type!
client_ids~[s user_pool_arn! group_configuration#l3695
group_claim! group_entity_type!
audiences[s principal_id_claim
client_ids[s principal_id_claim
access_token_only#l3698 identity_token_only#l3699
entity_id_prefix issuer! group_configuration#l3697 token_selection#l3700
cognito_user_pool_configuration#l3696 open_id_connect_configuration#l3701
description statement!
entity_id! entity_type!
policy_template_id! principal#l3704 resource#l3704
static#l3703 template_linked#l3705
state. state_message.
egress_only_internet_gateway.@o3707 elastic_file_system.@o3707 internet_gateway.@o3707 lambda.@o3707 nat_gateway.@o3707 virtual_private_gateway.@o3707 vpc_lattice.@o3707 vpc_peering.@o3707
dns_name. hosted_zone_id.
dns_record_ip_type~ private_dns_only_for_inbound_resolver_endpoint:b private_dns_preference~ private_dns_specified_domains~(s
ipv4 ipv6 subnet_id
name. state. type. value.
resource_id! resource_owner! resource_region! resource_type!
message signature
organizations_entity_path!
allow_remote_vpc_dns_resolution:b
peer_asn!n peer_liveness_detection~
status_code!n
target_group_identifier weight:n
target_groups#l3719
fixed_response#13718 forward#l3720
target_group_identifier! weight:n
target_groups!#l3722
fixed_response#13718 forward#13723
contains exact prefix
case_sensitive:b name! match!#13725
exact prefix
case_sensitive:b match!#13727
method header_matches#l3726 path_match#13728
http_match!#13729
domain_name! ip_address_type!
ip_address!
arn_resource#l731 dns_resource#l3731 ip_resource#l3732
domain_name. hosted_zone_id.
private_dns_preference private_dns_specified_domains~(s
value
enabled:b health_check_interval_seconds:n health_check_timeout_seconds:n healthy_threshold_count:n path port~n protocol~ protocol_version unhealthy_threshold_count:n matcher#13736
ip_address_type~ lambda_event_structure_version~ port~n protocol~ protocol_version~ vpc_identifier health_check#13737
id! port~n
destination_cidr_block. source. state.
accepted_route_count.n certificate_arn. last_status_change. outside_ip_address. status. status_message.
bgp_log_enabled:b bgp_log_group_arn bgp_log_output_format log_enabled:b log_group_arn log_output_format
cloudwatch_log_options#13742
data type!
positional_constraint! target_string text_transformation! field_to_match!#13744
data_id! negated!b type!
regex_pattern_set_id! text_transformation! field_to_match!#13744
priority!n rule_id! type action!#1115
comparison_operator! size!n text_transformation! field_to_match!#13744
text_transformation! field_to_match!#13744
field_to_match!#s3744
log_destination! redacted_fields#13751
priority!n rule_id! type action#1115 override_action#1115
regex_string!
content! content_type! key!
insert_header!#s42
custom_request_handling#13756
custom_response_body_key response_code!n response_header#s42
custom_response#13758
allow#13757 block#13759 captcha#13757 challenge#13757 count#13757
immunity_time:n
immunity_time_property#13761
cloudwatch_metrics_enabled!b metric_name! sampled_requests_enabled!b
name! priority!n action!#13760 captcha_config#13762 rule_label#s16 statement!#10 visibility_config!#13763
default_size_inspection_limit!
api_gateway#13765 app_runner_service#13765 cloudfront#13765 cognito_user_pool#13765 verified_access_instance#13765
request_body#l3766
field_keys[s field_type!
action! exclude_rate_based_details:b exclude_rule_match_details:b field!#13768
data_protection#l3769
allow#13757 block#13759
count#16 none#16
name! priority!n action#13760 captcha_config#13762 challenge_config#13762 override_action#13772 rule_label#s16 statement!#11 visibility_config!#13763
label_name!
action_condition#12800 label_name_condition#13774
behavior! requirement! condition!#s3775
default_behavior! filter!#s3776
method#16 query_string#16 single_header#116 uri_path#16
immunity_time_property#l3761
count#l6 none#l6
aws_managed_rules_acfp_rule_set#l33 aws_managed_rules_anti_ddos_rule_set#l37 aws_managed_rules_atp_rule_set#l39 aws_managed_rules_bot_control_rule_set#l40
name! vendor_name! version managed_rule_group_configs#l3781 rule_action_override#l48
arn! rule_action_override#l48
hostname. type. value.
domain_name! service_account_secret_arn!
certificate_authority_arn status~
relay_state_parameter_name status user_access_url
change_compute_type:b increase_volume_size:b rebuild_workspace:b restart_workspace:b switch_running_mode:b
access_endpoint_type! vpc_endpoint_id!
internet_fallback_protocols[s access_endpoints!#s3789
device_type_android device_type_chromeos device_type_ios device_type_linux device_type_osx device_type_web device_type_windows device_type_zeroclient access_endpoint_config#13790
custom_security_group_id default_ou enable_internet_access:b enable_maintenance_mode:b user_enabled_as_local_administrator:b
description source!
settings_group~ status~
active_user_sessions.n actual_user_sessions.n available_user_sessions.n desired_user_sessions.n
disconnect_timeout_in_seconds~n idle_disconnect_timeout_in_seconds~n max_user_duration_in_seconds~n
desired_user_sessions!n
compute_type_name root_volume_size_gib:n running_mode running_mode_auto_stop_timeout_in_minutes~n user_volume_size_gib:n
keyword_regex pattern_description pattern_name! pattern_regex!
redaction_place_holder_text redaction_place_holder_type!
built_in_pattern_id confidence_level:n enforced_urls[s exempt_urls[s custom_pattern#l3799 redaction_place_holder#l3800
global_confidence_level:n global_enforced_urls[s global_exempt_urls[s inline_redaction_pattern#l3801
description ip_range!
include(s all#l6
bucket! bucket_owner~ folder_structure! key_prefix log_file_format!
s3#l3805
body! issuer. not_valid_after. not_valid_before. subject. thumbprint.
domain! name path
allowlist#l3808 blocklist#l3808
hidden_toolbar_items[s max_display_resolution toolbar_type visual_mode
insights_enabled!b notifications_enabled~b
actual_sampling_percentage.n desired_sampling_percentage!n
probabilistic#l3812
region_name. region_opt_status.
application_arn. instance_arn.
identity_center.@l3815
group_id. user_id.
identity_center.@l3817
account_id. account_name. principal.@l3818 role_arn.
principal_role.@l3819
created_at. entitlement.@l3820 entitlement_id.
account_id role_arn principal#l82
principal_role#l3822
custom_cname. custom_path. enabled.b expiration_in_days.n s3_bucket_name. s3_object_acl.
enabled.b ocsp_custom_cname.
crl_configuration.@l3824 ocsp_configuration.@l3825
auto_approval_rules.(s
match_value_string. match_value_string_list.(s
claim_match_operator. claim_match_value.@l3828
authorizing_claim_match_value.@l3829 inbound_token_claim_name. inbound_token_claim_value_type.
endpoint_ip_address_type. routing_domain. security_group_ids.(s subnet_ids.(s tags.{s vpc_identifier.
resource_configuration_identifier.
managed_vpc_resource.@l3831 self_managed_lattice_resource.@l3832
domain. private_endpoint.@l3833
allowed_audience.[s allowed_clients.[s allowed_scopes.[s custom_claim.@s3830 discovery_url. private_endpoint.@l3833 private_endpoint_override.@l3834
custom_jwt_authorizer.@l3835
authorizer_configuration.@l3836 authorizer_type.
kms_key_arn.
device_name. ebs.{s no_device. virtual_name.
product_code_id. product_code_type.
created_date. customer_id. description. enabled.b id. last_updated_date. name. stage_keys.[s tags.{s value.
ip_address_type. types.[s
ip_address_type. types.[s vpc_endpoint_ids.(s
allow_credentials.b allow_headers.(s allow_methods.(s allow_origins.(s expose_headers.(s max_age.n
content. type.
alarm_arn. alarm_role_arn.
source.
virtual_service_name.
port.n virtual_service.@l3848
target.@l3849
port.n service_name.
action.@l3850 match.@l3851
default_target_hostname.
exact.
default_prefix. value.
hostname.@l3853 path.@l3854 prefix.@l3855
rewrite.@l3856 target.@l3849
end.n start.n
exact. prefix. range.@l3858 regex. suffix.
invert.b match.@l3859 name.
exact. suffix.
exact. regex.
match.@l3854 name.
header.@s3860 hostname.@l3861 path.@l3862 port.n prefix. query_parameter.@s3863
action.@l3857 match.@l3864
grpc_route.@l3852 http2_route.@l3865 http_route.@l3865 priority.n
type.
ip_preference.
egress_filter.@l3867 service_discovery.@l3868
port.n virtual_node. weight.n
weighted_target.@s3870
metadata.@s3860 method_name. port.n prefix. service_name.
unit. value.n
grpc_retry_events.(s http_retry_events.(s max_retries.n per_retry_timeout.@l3873 tcp_retry_events.(s
idle.@l3873 per_request.@l3873
action.@l3871 match.@l3872 retry_policy.@l3874 timeout.@l3875
header.@s3860 method. path.@l3862 port.n prefix. query_parameter.@s3863 scheme.
http_retry_events.(s max_retries.n per_retry_timeout.@l3873 tcp_retry_events.(s
action.@l3871 match.@l3877 retry_policy.@l3878 timeout.@l3875
port.n
idle.@l3873
action.@l3871 match.@l3880 timeout.@l3881
grpc_route.@l3876 http2_route.@l3879 http_route.@l3879 priority.n tcp_route.@l3882
certificate_chain. private_key.
secret_name.
file.@l3884 sds.@l3885
exact.(s
match.@l3887
certificate_authority_arns.(s
certificate_chain.
acm.@l3889 file.@l3890 sds.@l3885
subject_alternative_names.@l3888 trust.@l3891
certificate.@l3886 enforce.b ports.[n validation.@l3892
tls.@l3893
client_policy.@l3894
max_requests.n
max_connections.n max_pending_requests.n
grpc.@l3896 http.@l3897 http2.@l3896
healthy_threshold.n interval_millis.n path. port.n protocol. timeout_millis.n unhealthy_threshold.n
port.n protocol.
certificate_arn.
acm.@l3901 file.@l3884 sds.@l3885
file.@l3890 sds.@l3885
subject_alternative_names.@l3888 trust.@l3903
certificate.@l3902 mode. validation.@l3904
connection_pool.@l3898 health_check.@l3899 port_mapping.@l3900 tls.@l3905
key. value.
json.@l3907 text.
format.@l3908 path.
file.@l3909
access_log.@l3910
backend_defaults.@l3895 listener.@l3906 logging.@l3911
client_policy.@l3894 virtual_service_name.
virtual_service.@l3913
max_connections.n
grpc.@l3896 http.@l3897 http2.@l3896 tcp.@l3915
base_ejection_duration.@l3873 interval.@l3873 max_ejection_percent.n max_server_errors.n
grpc.@l3875 http.@l3875 http2.@l3875 tcp.@l3881
connection_pool.@l3916 health_check.@l3899 outlier_detection.@l3917 port_mapping.@l3900 timeout.@l3918 tls.@l3905
attributes.{s namespace_name. service_name.
hostname. ip_preference. response_type.
aws_cloud_map.@l3920 dns.@l3921
backend.@s3914 backend_defaults.@l3895 listener.@l3919 logging.@l3911 service_discovery.@l3922
port_mapping.@l3900
listener.@l3924
virtual_node_name.
virtual_router_name.
virtual_node.@l3926 virtual_router.@l3927
provider.@l3928
s3_bucket. s3_key.
app_block_arn. arn. created_time. description. display_name. enabled.b icon_s3_location.@l3930 icon_url. instance_families.[s launch_parameters. launch_path. metadata.{s name. platforms.[s working_directory.
allow_fleet.b allow_image_builder.b
health_check_id. hosted_zone_id. record_name. region. status.
keyword_input_type. keyword_value.
source_description. source_frequency. source_id. source_keyword.@l3934 source_name. source_set_up_option. source_type. troubleshooting_text.
id.
controls.@s3936 id. name.
max_healthy_percentage.n min_healthy_percentage.n
id. name. version.
on_demand_allocation_strategy. on_demand_base_capacity.n on_demand_percentage_above_base_capacity.n spot_allocation_strategy. spot_instance_pools.n spot_max_price.
launch_template_id. launch_template_name. version.
max.n min.n
accelerator_count.@l3942 accelerator_manufacturers.(s accelerator_names.(s accelerator_total_memory_mib.@l3942 accelerator_types.(s allowed_instance_types.(s bare_metal. baseline_ebs_bandwidth_mbps.@l3942 burstable_performance. cpu_manufacturers.(s excluded_instance_types.(s instance_generations.(s local_storage. local_storage_types.(s max_spot_price_as_percentage_of_optimal_on_demand_price.n memory_gib_per_vcpu.@l3942 memory_mib.@l3942 network_bandwidth_gbps.@l3942 network_interface_count.@l3942 on_demand_max_price_percentage_over_lowest_price.n require_hibernate_support.b spot_max_price_percentage_over_lowest_price.n total_local_storage_gb.@l3942 vcpu_count.@l3942
instance_requirements.@l3943 instance_type. launch_template_specification.@l3941 weighted_capacity.
launch_template_specification.@l3941 override.@l3944
instances_distribution.@l3940 launch_template.@l3945
key. propagate_at_launch.b value.
identifier. type.
reuse_on_scale_in.b
instance_reuse_policy.@l3949 max_group_prepared_capacity.n min_size.n pool_state.
name. value.
compliance_resource_ids.[s compliance_resource_types.[s tags.{s
input_parameter.@l3951 name. scope.@l3952
cold_storage_after.n delete_after.n opt_in_to_archive_for_supported_resources.b
destination_vault_arn. lifecycle.@l3954
malware_scanner. scan_mode.
completion_window.n copy_action.@s3955 enable_continuous_backup.b lifecycle.@l3954 recovery_point_tags.{s rule_name. scan_action.@s3956 schedule. schedule_expression_timezone. start_window.n target_logically_air_gapped_backup_vault_arn. target_vault_name.
malware_scanner. resource_types.(s scanner_role_arn.
formats.(s s3_bucket_name. s3_key_prefix.
accounts.(s framework_arns.(s number_of_frameworks.n organization_units.(s regions.(s report_template.
job_execution_timeout_minutes.n terminate_jobs_on_update.b
limits.{s requests.{s
allow_privilege_escalation.b privileged.b read_only_root_file_system.b run_as_group.n run_as_non_root.b run_as_user.n
mount_path. name. read_only.b
args.[s command.[s env.@l3951 image. image_pull_policy. name. resources.@l3962 security_context.@l3963 volume_mounts.@l3964
labels.{s
medium. size_limit.
path.
optional.b secret_name.
empty_dir.@l3967 host_path.@l3968 name. secret.@l3969
containers.@l3965 dns_policy. host_network.b image_pull_secrets.@l1676 init_containers.@l3965 metadata.@l3966 service_account_name. share_process_namespace.b volumes.@l3970
pod_properties.@l3971
size_in_gib.n
platform_version.
container_path. host_path. permissions.[s
container_path. mount_options.[s size.n
devices.@l3975 init_process_enabled.b max_swap.n shared_memory_size.n swappiness.n tmpfs.@l3976
name. value_from.
log_driver. options.{s secret_options.@l3978
container_path. read_only.b source_volume.
assign_public_ip.b
type. value.
cpu_architecture. operating_system_family.
hard_limit.n name. soft_limit.n
access_point_id. iam.
authorization_config.@l3985 file_system_id. root_directory. transit_encryption. transit_encryption_port.n
source_path.
efs_volume_configuration.@l3986 host.@l3987 name.
command.[s environment.@l3951 ephemeral_storage.@l3973 execution_role_arn. fargate_platform_configuration.@l3974 image. instance_type. job_role_arn. linux_parameters.@l3977 log_configuration.@l3979 mount_points.@l3980 network_configuration.@l3981 privileged.b readonly_root_filesystem.b resource_requirements.@l3982 runtime_platform.@l3983 secrets.@l3978 ulimits.@l3984 user. volumes.@l3988
container.@l3989 target_nodes.
main_node.n node_range_properties.@l3990 num_nodes.n
action. on_exit_code. on_reason. on_status_reason.
attempts.n evaluate_on_exit.@l3992
attempt_duration_seconds.n
compute_environment. order.n
action. max_time_seconds.n reason. state.
share_identifier. weight_factor.n
compute_reservation.n share_decay_seconds.n share_distribution.@s3997
s3_uri.
validator.@l3999
creation_time. model_arn. model_name.
url.
refund_policy_description.
description. dimension. price. unit.
rate_card.@l4004
agreement_duration.
legal_term.@l4002 support_term.@l4003 usage_based_pricing_term.@l4005 validity_term.@l4006
offer_id. offer_token. term_details.@l4007
customizations_supported.(s inference_types_supported.(s input_modalities.(s model_arn. model_id. model_name. output_modalities.(s provider_name. response_streaming_supported.b
created_at. description. inference_profile_arn. inference_profile_id. inference_profile_name. models.@l583 status. type. updated_at.
guardrail_identifier. guardrail_version.
agent_name. agent_status. agent_version. created_at. description. updated_at. guardrail_configuration#l4011
arn. billing_view_type. description. name. owner_account_id.
budget_adjustment_period.n lookback_available_periods.n
auto_adjust_type. historical_options.@l4014 last_auto_adjust_time.
amount. unit.
actual_spend.@l4016
name. values.[s
include_credit.b include_discount.b include_other_subscription.b include_recurring.b include_refund.b include_subscription.b include_support.b include_tax.b include_upfront.b use_amortized.b use_blended.b
comparison_operator. notification_type. subscriber_email_addresses.(s subscriber_sns_topic_arns.(s threshold.n threshold_type.
amount. start_time. unit.
dimension_key. dimension_name.
key. match_options.(s values.(s
cost_category.@l4023 dimension.@l4023 tags.@l4023
and.@s4024 cost_category.@l4023 dimension.@l4023 not.@l4024 or.@s4024 tags.@l4023
and.@s4025 cost_category.@l4023 dimension.@l4023 not.@l4025 or.@s4025 tags.@l4023
inherited_value.@l4022 rule.@l4026 type. value.
type. values.(s
method. parameter.@s4028 source. targets.(s
key sort_order
end! start!
log_group_name. log_role_arn.
items.(s
cookie_behavior. cookies.@l4033
header_behavior. headers.@l4033
query_string_behavior. query_strings.@l4033
cookies_config.@l4034 enable_accept_encoding_brotli.b enable_accept_encoding_gzip.b headers_config.@l4035 query_strings_config.@l4036
locations.(s restriction_type.
action. arn.
certificate.@l1405 geo_restriction.@l4038 web_acl.@l4039
domain. status.
certificate_transparency_logging_preference. primary_domain_name. validation_token_host.
role_arn. stream_arn.
kinesis_stream_config.@l4043 stream_type.
access_control_allow_credentials.b access_control_allow_headers.@l4033 access_control_allow_methods.@l4033 access_control_allow_origins.@l4033 access_control_expose_headers.@l4033 access_control_max_age_sec.n origin_override.b
header. override.b value.
items.@s4046
header.
items.@s4048
content_security_policy. override.b
override.b
frame_option. override.b
override.b referrer_policy.
access_control_max_age_sec.n include_subdomains.b override.b preload.b
mode_block.b override.b protection.b report_uri.
content_security_policy.@l4050 content_type_options.@l4051 frame_options.@l4052 referrer_policy.@l4053 strict_transport_security.@l4054 xss_protection.@l4055
enabled.b sampling_rate.n
rule_name. state.
resource_arn. rule_state.@l4058 template_name.
include_detail. level.
arn. creation_time. description. last_modified_time. name. policy.
custom_data_identifier#l3223
delivery_stream!
bucket!
cloudwatch_logs#12857 firehose#14063 s3#14064
findings_destination!#14065
mask_config!#16
audit#14066 deidentify#14067
data_identifiers!(s sid operation!#14068
disk.n instance_type. machine_type. memory.n vcpu.n
metric_type. target_value.n
desired_capacity.n max_capacity.n scaling_type. target_tracking_scaling_configs.@l4071
security_group_ids.(s subnets.(s vpc_id.
name. runtime.
size.n
branch_name. repository_name.
profiling_enabled.b
period. start.
latest_agent_orchestrated_at. latest_agent_profile_reported_at. latest_aggregated_profile.@l4078
client_id. provider_name. server_side_token_check.b
description. group_name. precedence.n role_arn.
name. priority.n
recovery_mechanism.@l4082
email_message. email_subject. sms_message.
allow_admin_create_user_only.b invite_message_template.@l4084 unused_account_validity_days.n
challenge_required_on_new_device.b device_only_remembered_on_user_prompt.b
configuration_set. email_sending_account. from. reply_to_email_address. source_arn.
lambda_arn. lambda_version.
create_auth_challenge. custom_email_sender.@l4088 custom_message. custom_sms_sender.@l4088 define_auth_challenge. kms_key_id. post_authentication. post_confirmation. pre_authentication. pre_sign_up. pre_token_generation. pre_token_generation_config.@l4088 user_migration. verify_auth_challenge_response.
max_value. min_value.
max_length. min_length.
attribute_data_type. developer_only_attribute.b mutable.b name. number_attribute_constraints.@l4090 required.b string_attribute_constraints.@l4091
custom_auth_mode.
advanced_security_additional_flows.@l4093 advanced_security_mode.
application_arn. application_id. external_id. role_arn. user_data_shared.b
feature. retry_grace_period_seconds.n
access_token. id_token. refresh_token.
hours.n minutes.n
day. end_time.@l4098 start_time.@l4098
firehose_arn.
stream_arn.
encryption_type. key_id.
encryption_config.@l4102 prefix. retention_period_hours.n
bucket_name. bucket_prefix. encryption_config.@l4102
kinesis_firehose_config.@l4100 kinesis_stream_config.@l4101 kinesis_video_stream_config.@l4103 s3_config.@l4104 storage_type.
outbound_caller_id_name. outbound_caller_id_number_id. outbound_flow_id.
phone_number.
contact_flow_id. queue_id.
contact_flow_id. user_id.
phone_config.@l4107 queue_config.@l4108 quick_connect_type. user_config.@l4109
behavior_type.
channel. concurrency.n cross_channel_behavior.@l4111
channel. delay.n priority.n queue_arn. queue_id. queue_name.
email. first_name. last_name. secondary_email.
after_contact_work_time_limit.n auto_accept.b desk_phone_number. phone_type.
key. string_value.
attribute.@s4116 id.
key. ref_value. string_value.
field.@s4118 id. name.
id. string_value.
auth_scheme. client_password_auth_type. description. iam_auth. secret_arn. username.
message_types.[s severities.[s
topic_arn.
stack_names.[s
app_boundary_key. tag_values.[s
availability_zones.(s connect_ips.(s customer_dns_ips.(s customer_username. subnet_ids.(s vpc_id.
authentication_protocol. display_label. radius_port.n radius_retries.n radius_servers.(s radius_timeout.n use_same_username.b
availability_zones.(s subnet_ids.(s vpc_id.
endpoint_uri. error_retry_duration.n full_load_error_percentage.n service_access_role_arn.
broker. include_control_details.b include_null_and_empty.b include_partition_value.b include_table_alter_operations.b include_transaction_details.b message_format. message_max_bytes.n no_hex_prefix.b partition_include_schema_table.b sasl_mechanism. sasl_password. sasl_username. security_protocol. ssl_ca_certificate_arn. ssl_client_certificate_arn. ssl_client_key_arn. ssl_client_key_password. topic.
include_control_details.b include_null_and_empty.b include_partition_value.b include_table_alter_operations.b include_transaction_details.b message_format. partition_include_schema_table.b service_access_role_arn. stream_arn. use_large_integer_value.b
auth_mechanism. auth_source. auth_type. docs_to_investigate. extract_doc_id. nesting_level. use_update_lookup.b
after_connect_script. authentication_method. clean_source_metadata_on_mismatch.b events_poll_interval.n execute_timeout.n max_file_size.n parallel_load_threads.n server_timezone. service_access_role_arn. target_db_type.
after_connect_script. authentication_method. babelfish_database_name. capture_ddls.b database_mode. ddl_artifacts_schema. execute_timeout.n fail_tasks_on_lob_truncation.b heartbeat_enable.b heartbeat_frequency.n heartbeat_schema. map_boolean_as_boolean.b map_jsonb_as_clob.b map_long_varchar_as. max_file_size.n plugin_name. service_access_role_arn. slot_name.
auth_password. auth_type. auth_user_name. port.n server_name. ssl_ca_certificate_arn. ssl_security_protocol.
bucket_folder. bucket_name. encryption_mode. server_side_encryption_kms_key_id. service_access_role_arn.
add_column_name.b bucket_folder. bucket_name. canned_acl_for_objects. cdc_inserts_and_updates.b cdc_inserts_only.b cdc_max_batch_interval.n cdc_min_file_size.n cdc_path. compression_type. csv_delimiter. csv_no_sup_value. csv_null_value. csv_row_delimiter. data_format. data_page_size.n date_partition_delimiter. date_partition_enabled.b date_partition_sequence. dict_page_size_limit.n enable_statistics.b encoding_type. encryption_mode. external_table_definition. glue_catalog_generation.b ignore_header_rows.n ignore_headers_row.n include_op_for_full_load.b max_file_size.n parquet_timestamp_in_millisecond.b parquet_version. preserve_transactions.b rfc_4180.b row_group_length.n server_side_encryption_kms_key_id. service_access_role_arn. timestamp_column_name. use_csv_no_sup_value.b use_task_start_time_for_full_load_timestamp.b
platform. router_type_identifier. software. vendor. xslt_template_name. xslt_template_name_for_mac_sec.
backup_arn. backup_creation_date_time. backup_expiry_date_time. backup_name. backup_size_bytes.n backup_status. backup_type. table_arn. table_id. table_name.
attribute_name. key_type.
max_read_request_units.n max_write_request_units.n
read_units_per_second.n write_units_per_second.n
hash_key. key_schema.@l4140 name. non_key_attributes.[s on_demand_throughput.@l4141 projection_type. range_key. read_capacity.n warm_throughput.@l4142 write_capacity.n
name. non_key_attributes.[s projection_type. range_key.
enabled.b recovery_period_in_days.n
kms_key_arn. region_name.
attribute_name. enabled.b
enabled.b kms_key_arn.
commitment_end_date. committed_instance_count.n
instance_count.n interruptible_capacity_reservation_id. interruption_type. status. target_instance_count.n
interruption_type. source_capacity_reservation_id.
active_directory_id. root_certificate_chain_arn. saml_provider_arn. self_service_saml_provider_arn. type.
enabled.b lambda_function_arn.
banner_text. enabled.b
enforced.b
cloudwatch_log_group. cloudwatch_log_stream. enabled.b
availability_zone_ids.(s availability_zones.(s transit_gateway_attachment_id. transit_gateway_id.
available_capacity.n instance_type. total_capacity.n
available_instance_capacity.@l4158 available_vcpus.n
instance_id. instance_type. owner_id.
count.n manufacturer. memory_size.n name.
count.n size.n type.
baseline_bandwidth.n index.n maximum_interfaces.n peak_bandwidth.n performance.
core_count.n core_version.n count.n memory_size.n name.
cidr. description.
from_port.n to_port.n
destination_address. destination_port_range.@l4166 source_address. source_port_range.@l4166
address_count.n available_address_count.n first_address. last_address.
subnet_id. transit_gateway_attachment_id.
group_ip_address. network_interface_id.
destination_cidr_block. prefix_list_id. state. transit_gateway_route_table_announcement_id. type.
image_digest. image_tag.
target_storage_class type!
count_number!n count_type! count_unit storage_class tag_pattern_list[s tag_prefix_list[s tag_status!
description priority!n action#l4173 selection#l4174
encryption_type. kms_key.
scan_on_push.b
filter. filter_type.
artifact_media_type. image_digest. image_manifest_media_type. image_pushed_at. image_size_in_bytes.n image_tags.[s registry_id. repository_name.
image_digest image_tag
namespace.
base.n capacity_provider. weight.n
alarm_names.[s enable.b rollback.b
canary_bake_time_in_minutes. canary_percent.n
enable.b rollback.b
action. timeout_in_minutes.
hook_details. hook_target_arn. lifecycle_stages.[s role_arn. target_type. timeout_configuration.@l4186
step_bake_time_in_minutes. step_percent.n
alarms.@l4183 bake_time_in_minutes. canary_configuration.@l4184 deployment_circuit_breaker.@l4185 lifecycle_hook.@s4187 linear_configuration.@l4188 maximum_percent.n minimum_healthy_percent.n strategy.
created_at. desired_count.n id. pending_count.n running_count.n status. task_definition. updated_at.
created_at. id. message.
alternate_target_group_arn. production_listener_rule. role_arn. test_listener_rule.
advanced_configuration.@l4192 container_name. container_port.n elb_name. target_group_arn.
assign_public_ip.b security_groups.(s subnets.(s
field. type.
expression. type.
container_name. container_port.n port.n registry_arn.
arn. created_at. id. pending_count.n running_count.n stability_status. status. task_definition. updated_at.
container_name. properties.{s type.
autoprovision.b driver. driver_opts.{s labels.{s scope.
credentials_parameter. domain.
authorization_config.@l4201 file_system_id. root_directory.
access_point_arn. file_system_arn. root_directory. transit_encryption_port.n
configure_at_launch.b docker_volume_configuration.@l4200 efs_volume_configuration.@l3986 fsx_windows_file_server_volume_configuration.@l4202 host_path. name. s3files_volume_configuration.@l4203
command[s cpu:n memory:n memory_reservation:n name! environment#s308 resource_requirements#s90
cpu execution_role_arn memory task_role_arn container_overrides#l4205
gid.n secondary_gids.[n uid.n
owner_gid.n owner_uid.n permissions.
creation_info.@l4208 path.
transition_to_archive. transition_to_ia. transition_to_primary_storage_class.
replication_overwrite.
arn. name.
role_arn. service_account.
authentication_mode. bootstrap_cluster_creator_admin_permissions.b
enabled.b node_pools.(s node_role_arn.
tier.
max_port.n min_port.n
event_ttl. service_node_port_range.@l4217
horizontal_pod_autoscaler_sync_period.
terminated_pod_gc_threshold.n
horizontal_pod_autoscaler_controller_config.@l4219 pod_gc_controller_config.@l4220
name. weight.n
resource.@l4222 type.
scoring_strategy.@l4223
node_resources_fit.@l4224
enabled.b
elastic_load_balancing.@l4226 ip_family. service_ipv4_cidr. service_ipv6_cidr.
group_name. spread_level.
spread_level.
control_plane_instance_type. control_plane_placement.@l4228 etcd_instance_type. etcd_placement.@l4229 outpost_arns.(s
cidrs.(s
remote_node_networks.@l4231 remote_pod_networks.@l4231
block_storage.@l4226
support_type.
cluster_security_group_id. control_plane_egress_mode. endpoint_private_access.b endpoint_public_access.b public_access_cidrs.(s security_group_ids.(s subnet_ids.(s vpc_id.
max. min.
constraints.@l4236 default_value.
max_port.@l3942 min_port.@l3942
constraints.@l4238 default_value.@l4217
event_ttl.@l4237 service_node_port_range.@l4239
horizontal_pod_autoscaler_sync_period.@l4237
constraints.@l3942 default_value.n
terminated_pod_gc_threshold.@l4242
horizontal_pod_autoscaler_controller_config.@l4241 pod_gc_controller_config.@l4243
allowed_values.[s
name.@l4245 weight.@l3942
resources.@l4246 scoring_strategy.@l4245
resources.@l4222 type.
constraints.@l4247 default_value.@l4248
scoring_strategy.@l4249
node_resources_fit.@l4250
kube_api_server_config.@l4240 kube_controller_manager_config.@l4244 kube_scheduler_config.@l4251
api_request_concurrency.n cluster_database_size_gb.n control_plane_component_config_overrides.@l4252 pod_scheduling_rate_per_second.n tier_name.
cluster_type. cluster_version. control_plane_component_config.@l4252 control_plane_scaling_tiers.@l4253 default_platform_version. default_version.b end_of_extended_support_date. end_of_standard_support_date. kubernetes_patch_version. release_date. version_status.
ec2_ssh_key. source_security_group_ids.(s
desired_size.n max_size.n min_size.n
effect. key. value.
max_unavailable.n max_unavailable_percentage.n update_strategy.
max_group_prepared_capacity.n min_size.n pool_state. reuse_on_scale_in.b
delete_source_from_s3.b max_age_in_days.n max_count.n service_role.
destination. destination_type. log_format. log_type.
node_group_id. primary_availability_zone. primary_outpost_arn. replica_availability_zones.[s replica_count.n replica_outpost_arns.[s slots.
maximum.n minimum.n unit.
maximum.n minimum.n
data_storage.@o4263 ecpu_per_second.@o4264
cache_cluster_id. engine. estimated_update_time. recommended_apply_by_date. release_date. replication_group_id. service_update_name. service_update_severity. service_update_status. service_update_type. update_action_status.
auto_update_after_recommended_apply_by_date.b description. end_date. engine. engine_version. estimated_update_time. name. recommended_apply_by_date. release_date. severity. status. type.
password_count:n type
enabled.b internal_user_database_enabled.b
cron_expression_for_recurrence. duration.@l3873 start_at.
desired_state. maintenance_schedule.@s4270 rollback_on_disable.
availability_zone_count.n
cold_storage_options.@l4226 dedicated_master_count.n dedicated_master_enabled.b dedicated_master_type. instance_count.n instance_type. warm_count.n warm_enabled.b warm_type. zone_awareness_config.@l4272 zone_awareness_enabled.b
enabled.b identity_pool_id. role_arn. user_pool_id.
ebs_enabled.b iops.n throughput.n volume_size.n volume_type.
enabled.b kms_key_id.
cloudwatch_log_group_arn. enabled.b log_type.
automated_snapshot_start_hour.n
availability_zones.(s security_group_ids.(s subnet_ids.(s vpc_id.
bucket. bucket_prefix. enabled.b interval.n
healthy_threshold.n interval.n target. timeout.n unhealthy_threshold.n
instance_port.n instance_protocol. lb_port.n lb_protocol. ssl_certificate_id.
application prefix
architecture. ebs_optimized_available.b ebs_optimized_by_default.b ebs_storage_only.b instance_family_id. is_64_bits_only.b memory_gb.n number_of_disks.n storage_gb.n type. vcpu.n
eks_info.@l4181
id. info.@l4285 type.
iops.n mode.
dns_ips.(s domain_name. file_system_administrators_group. organizational_unit_distinguished_name. username.
netbios_name. self_managed_active_directory_configuration.@l4288
message.
audit_log_destination. file_access_audit_log_level. file_share_access_audit_log_level.
flow_logs_enabled.b flow_logs_s3_bucket. flow_logs_s3_prefix.
catalog_type. data_lake_access.b data_transfer_role. kms_key. managed_workgroup_name. managed_workgroup_status. redshift_database_name. status_message.
compaction.{s orphan_file_deletion.{s retention.{s role_arn.
custom_properties.{s data_lake_access_properties.@l4293 iceberg_optimization_properties.@l4294
data_lake_principal_identifier.
permissions.[s principal.@l4296
connection_name. connection_type. identifier.
catalog_arn.
index_name. index_status. keys.[s
comment. name. parameters.{s type.
registry_name. schema_arn. schema_name.
schema_id.@l4302 schema_version_id. schema_version_number.n
name. parameters.{s serialization_library.
skewed_column_names.[s skewed_column_value_location_maps.{s skewed_column_values.[s
column. sort_order.n
additional_locations.[s bucket_columns.[s columns.@l4301 compressed.b input_format. location. number_of_buckets.n output_format. parameters.{s schema_reference.@l4303 ser_de_info.@l4304 skewed_info.@l4305 sort_columns.@l4306 stored_as_sub_directories.b
catalog_id. database_name. name. region.
password. username.
authorization_code. redirect_uri.
aws_managed_client_application_reference. user_managed_client_application_client_id.
access_token. jwt_token. refresh_token. user_managed_client_application_client_secret.
authorization_code_properties.@l4310 oauth2_client_application.@l4311 oauth2_credentials.@l4312 oauth2_grant_type. token_url. token_url_parameters_map.{s
authentication_type. basic_authentication_credentials.@l4309 custom_authentication_credentials.{s kms_key_arn. oauth2_properties.@l4313 secret_arn.
availability_zone. security_group_id_list.(s subnet_id.
aws_kms_key_id. return_connection_password_encrypted.b
catalog_encryption_mode. catalog_encryption_service_role. sse_aws_kms_key_id.
connection_password_encryption.@l4316 encryption_at_rest.@l4317
source! target! target_parameter
name! param:b value!
id! line_number:n node_type! args!#l4320
name. status.
additional_configuration.@l4322 name. status.
access_key_id. create_date. status.
arn. path. user_id. user_name.
test! values![s variable!
identifiers!(s type!
actions(s effect not_actions(s not_resources(s resources(s sid condition#s4326 not_principals#s4327 principals#s4327
source_policy_id. source_policy_type.
action_name. allowed.b decision. decision_details.{s matched_statements.@s4329 missing_context_keys.(s resource_arn.
key! type! values!(s
last_used_date. region.
policy_arn. policy_name.
id! issuer!
attribute_path! attribute_value!
external_id#14334 unique_attribute#14335
user_id.
group_id. identity_store_id. member_id.@o4337 membership_id.
description. display_name. external_ids.@l1985 group_id. identity_store_id.
country. formatted. locality. postal_code. primary.b region. street_address. type.
primary.b type. value.
family_name. formatted. given_name. honorific_prefix. honorific_suffix. middle_name.
addresses.@l4340 display_name. emails.@l4341 external_ids.@l1985 identity_store_id. locale. name.@l4342 nickname. phone_numbers.@l4341 preferred_language. profile_url. timezone. title. user_id. user_name. user_status. user_type.
component_arn. parameter.@s3951
delete_on_termination.b encrypted.b iops.n kms_key_id. snapshot_id. throughput.n volume_size.n volume_type.
device_name. ebs.@l4345 no_device. virtual_name.
block_device_mapping.@s4346 image.
repository_name. service.
organization_arns.(s organizational_unit_arns.(s user_groups.(s user_ids.(s
ami_tags.{s description. kms_key_id. launch_permission.@s4349 name. target_account_ids.(s
container_tags.(s description. target_repository.@s4348
launch_template_id. launch_template_name. launch_template_version.
target_resource_count.n
account_id. enabled.b launch_template.@s4352 max_parallel_launches.n snapshot_configuration.@s4353
account_id. default.b launch_template_id.
disk_image_format. role_name. s3_bucket. s3_prefix.
ami_account_id. data_type. parameter_name.
ami_distribution_configuration.@s4350 container_distribution_configuration.@s4351 fast_launch_configuration.@s4354 launch_template_configuration.@s4355 license_configuration_arns.(s region. s3_export_configuration.@s4356 ssm_parameter_configuration.@s4357
container_tags.(s repository_name.
ecr_configuration.@l4359 image_scanning_enabled.b
image_tests_enabled.b timeout_minutes.n
pipeline_execution_start_condition. schedule_expression.
delete_on_termination. encrypted. iops.n kms_key_id. snapshot_id. throughput.n volume_size.n volume_type.
device_name. ebs.@l4363 no_device. virtual_name.
http_put_response_hop_limit.n http_tokens.
s3_bucket_name. s3_key_prefix.
s3_logs.@l4366
availability_zone. host_id. host_resource_group_arn. tenancy.
cpu_credits.
delete_on_termination.b device_name. encrypted.b iops.n kms_key_id. snapshot_id. tags.{s throughput.n volume_id. volume_size.n volume_type.
device_name. no_device.b virtual_name.
auto_recovery.
http_endpoint. http_protocol_ipv6. http_put_response_hop_limit.n http_tokens. instance_metadata_tags.
enable_resource_name_dns_a_record.b enable_resource_name_dns_aaaa_record.b hostname_type.
delete_on_termination.b device_name. encrypted.b iops.n kms_key_id. tags.{s throughput.n volume_id. volume_size.n volume_type.
state. vpc_id.
data_source_ids.(s direct_put_content.b faq_ids.(s
identity_attribute_name.
content_source_configuration.@l4377 user_identity_configuration.@l4378
query_capacity_units.n storage_capacity_units.n
duration. freshness.b importance.n rank_order. values_importance_map.{n
displayable.b facetable.b searchable.b sortable.b
name. relevance.@l4381 search.@l4382 type.
kms_key_id.
user_group_resolution_mode.
group_attribute_field. user_name_attribute_field.
claim_regex. group_attribute_field. issuer. key_location. secrets_manager_arn. url. user_name_attribute_field.
json_token_type_configuration.@l4386 jwt_token_type_configuration.@l4387
stream_mode.
current_mib_ps.n target_mib_ps.n
arn. region.
multi_region_key_type. primary_key.@l4391 replica_keys.@l4391
context{s grant_tokens[s name! payload!
context{s encryption_algorithm grant_tokens[s key_id name! payload!
permissions.(s principal.
signing_profile_version_arns.(s
untrusted_artifact_on_deployment.
capacity_provider_arn. execution_environment_memory_gib_per_vcpu.n per_execution_environment_max_concurrency.n
lambda_managed_instances_capacity_provider_config.@l4398
target_arn.
execution_timeout.n retention_period.n
variables.{s
arn. local_mount_path.
application_log_level. log_format. log_group. system_log_level.
tenant_isolation_mode.
mode.
ipv6_allowed_for_dual_stack.b security_group_ids.(s subnet_ids.(s vpc_id.
allow_credentials.b allow_headers.[s allow_methods.[s allow_origins.[s expose_headers.[s max_age.n
delete_on_termination.b device_name. encrypted.b iops.n no_device.b snapshot_id. throughput.n volume_size.n volume_type.
http_endpoint. http_put_response_hop_limit.n http_tokens.
delete_on_termination.b encrypted.b iops.n throughput.n volume_size.n volume_type.
delete_on_termination. encrypted. iops.n kms_key_id. snapshot_id. throughput.n volume_initialization_rate.n volume_size.n volume_type.
device_name. ebs.@l4412 no_device. virtual_name.
capacity_reservation_id. capacity_reservation_resource_group_arn.
capacity_reservation_preference. capacity_reservation_target.@l4414
amd_sev_snp. core_count.n nested_virtualization. threads_per_core.n
configured.b
block_duration_minutes.n instance_interruption_behavior. max_price. spot_instance_type. valid_until.
market_type. spot_options.@l4418
license_configuration_arn.
tcp_established_timeout.n udp_stream_timeout.n udp_timeout.n
associate_carrier_ip_address. associate_public_ip_address. connection_tracking_specification.@l4421 delete_on_termination. description. device_index.n ena_queue_count.n interface_type. ipv4_address_count.n ipv4_addresses.(s ipv4_prefix_count.n ipv4_prefixes.(s ipv6_address_count.n ipv6_addresses.(s ipv6_prefix_count.n ipv6_prefixes.(s network_card_index.n network_interface_id. primary_ipv6. private_ip_address. security_groups.(s subnet_id.
bandwidth_weighting.
affinity. availability_zone. group_id. group_name. host_id. host_resource_group_arn. partition_number.n spread_domain. tenancy.
delete_on_termination.b device_index.n interface_type. network_card_index.n private_ip_address_count.n private_ip_addresses.(s secondary_subnet_id.
resource_type. tags.{s
bucket. enabled.b prefix.
ipv4_ipam_pool_id.
allocation_id. ipv6_address. outpost_id. private_ipv4_address. subnet_id.
authentication_request_extra_params.{s on_unauthenticated_request. scope. session_cookie_name. session_timeout.n user_pool_arn. user_pool_client_id. user_pool_domain.
authentication_request_extra_params.{s authorization_endpoint. client_id. client_secret. issuer. on_unauthenticated_request. scope. session_cookie_name. session_timeout.n token_endpoint. user_info_endpoint.
content_type. message_body. status_code.
duration.n enabled.b
arn. weight.n
stickiness.@l4433 target_group.@s4434
format. name. values.(s
additional_claim.@s4436 issuer. jwks_endpoint.
host. path. port. protocol. query. status_code.
authenticate_cognito.@l4430 authenticate_oidc.@l4431 fixed_response.@l4432 forward.@l4435 jwt_validation.@l4437 order.n redirect.@l4438 target_group_arn. type.
advertise_trust_store_ca_names. ignore_client_certificate_expiry.b mode. trust_store_arn.
authentication_request_extra_params.{s authorization_endpoint. client_id. issuer. on_unauthenticated_request. scope. session_cookie_name. session_timeout.n token_endpoint. user_info_endpoint.
stickiness#l4433 target_group#s4434
issuer. jwks_endpoint. additional_claim#s4436
order.n type. authenticate_cognito#l4430 authenticate_oidc#l4441 fixed_response#l4432 forward#l4442 jwt_validation#l4443 redirect#l4438
regex_values.(s values.(s
http_header_name. regex_values.(s values.(s
values.(s
values#s3907
ip_address_type. values.(s
host_header#l4445 http_header#l4446 http_request_method#l4447 path_pattern#l4445 query_string#l4448 source_ip#l4449
regex. replace.
rewrite#l4451
type. host_header_rewrite_config#l4452 url_rewrite_config#l4452
enabled.b healthy_threshold.n interval.n matcher. path. port. protocol. timeout.n unhealthy_threshold.n
cookie_duration.n cookie_name. enabled.b type.
synonyms.[s value.
allow_early_check_in.b max_time_to_live_in_minutes.n
max_time_to_live_in_minutes.n
borrow_configuration.@l4457 provisional_configuration.@l4458 renew_type.
allow_check_in.b max_count.n name. overage.b unit. value.
key_fingerprint. name. sign_key.
allowed_operations.(s received_status. received_status_reason.
begin. end.
style.
intended_use.
availability_zone. network_interface_id.
ip. port. url. vpc.@l4466
flow_arn.
password_param. url. username.
password_count.n type.
id. revision.n
kms_key_id. use_aws_owned_key.b
hosts.[s role_base. role_name. role_search_matching. role_search_subtree.b service_account_password. service_account_username. user_base. user_role_name. user_search_matching. user_search_subtree.b
audit. general.b
day_of_week. time_of_day. time_zone.
console_access.b groups.(s replication_user.b username.
engine_type. engine_versions.@l1676
availability_zones.@s1676 engine_type. host_instance_type. storage_type. supported_deployment_modes.(s supported_engine_versions.[s
attached_eni_id. broker_id.n client_subnet. client_vpc_ip_address. endpoints.(s node_arn.
iam.b scram.b
sasl.@l4480 tls.b
client_authentication.@l4481
network_type. public_access.@l3867 vpc_connectivity.@l4482
enabled.b volume_throughput.n
provisioned_throughput.@l4484 volume_size.n
ebs_storage_info.@l4485
az_distribution. client_subnets.(s connectivity_info.@l4483 instance_type. security_groups.(s storage_info.@l4486
allocation_ids.(s availability_zone. availability_zone_id.
allocation_id. association_id. carrier_ip. customer_owned_ip. ip_owner_id. public_dns_name. public_ip.
attachment_id. device_index.n instance_id. instance_owner_id. network_card_index.n
ena_srd_udp_enabled.b
ena_srd_enabled.b ena_srd_udp_specification.@l4491
availability_zone_id.
key_id. type.
resolved_cidr_count.n
available_cidr_count.n ip_set_references.@s4495 utilized_cidr_count.n
cidrs.@s4496
attachment_id. status_message. transit_gateway_attachment_status.
capacity_usage_summary.@s4497 configuration_sync_state_summary. status. sync_states.@s2763 transit_gateway_attachment_sync_states.@l4498
subnet_id.
definition.(s
ip_set.@l4501 key.
rule_variables.@s4502
tcp_idle_timeout_seconds.n
flow_timeouts.@l4504 rule_order. stream_exception_policy.
action.
deep_threat_inspection. override.@l4506 priority.n resource_arn.
value.
dimension.@s4508
publish_metric_action.@l4509
action_definition.@l4510 action_name.
priority.n resource_arn.
enable_tls_session_holding.b policy_variables.@l4503 stateful_default_actions.(s stateful_engine_options.@l4505 stateful_rule_group_reference.@s4507 stateless_custom_action.@s4511 stateless_default_actions.(s stateless_fragment_default_actions.(s stateless_rule_group_reference.@s4512 tls_inspection_configuration_arn.
send_to.[s send_via.[s
edge_locations.[s name. segments.@l4514
add_to_network_function_group association_method require_acceptance:b segment tag_value_of_key
key operator type! value
condition_logic description rule_number!n action!#14516 conditions!#l4517
associate_routing_policies!(s
description edge_locations(s rule_number!n action!#14519 conditions!#l90
asn inside_cidr_blocks[s location!
asn_ranges!(s dns_support:b inside_cidr_blocks(s security_group_referencing_support:b vpn_ecmp_support:b edge_locations!#l4521
description name! require_attachment_acceptance!b
type! value
condition_logic action!#14524 match_conditions#l90
rule_number!n rule_definition!#14525
routing_policy_description routing_policy_direction! routing_policy_name! routing_policy_number!n routing_policy_rules!#l4526
edge_location! peer_edge_location! routing_policy_names!(s
edge_sets([s use_edge use_edge_location
network_function_groups(s with_edge_override#l4529
segments(s
action! description destination_cidr_blocks(s destinations(s mode routing_policy_names(s segment! share_with(s share_with_except(s edge_location_association#14528 via#14530 when_sent_to#14531
allow_filter(s deny_filter(s description edge_locations(s isolate_attachments:b name! require_attachment_acceptance:b
subnet_arn. zone.
address. latitude. longitude.
download_speed.n upload_speed.n
filter.
log_group_configuration.@l4537 metric_configuration.@l4537
days_of_week.@s1676 hours_of_day.[n lead_time_in_weeks.n months.@s1676 preference. weeks_of_month.[n
arn. cloud_exadata_infrastructure_id. display_name. id. oci_resource_anchor_name. oci_url. ocid. odb_network_id.
email.
custom_action_timeout_in_mins.n days_of_week.@s1676 hours_of_day.[n is_custom_action_timeout_enabled.b lead_time_in_weeks.n months.@s1676 patching_mode. preference. weeks_of_month.[n
arn. display_name. id. oci_resource_anchor_name. oci_url. ocid.
is_diagnostics_events_enabled.b is_health_monitoring_enabled.b is_incident_logs_enabled.b
additional_details. arn. backup_ip_id. backup_vnic2_id. backup_vnic_id. cpu_core_count.n created_at. db_node_storage_size.n db_server_id. db_system_id. fault_domain. host_ip_id. hostname. id. maintenance_type. memory_size.n oci_resource_anchor_name. ocid. software_storage_size.n status. status_reason. time_maintenance_window_end. time_maintenance_window_start. total_cpu_core_count.n vnic2_id. vnic_id.
estimated_patch_duration.n patching_status. time_patching_ended. time_patching_started.
autonomous_virtual_machine_ids.[s autonomous_vm_cluster_ids.[s compute_model. cpu_core_count.n created_at. db_node_storage_size_in_gbs.n db_server_patching_details.@l4546 display_name. exadata_infrastructure_id. id. max_cpu_count.n max_db_node_storage_in_gbs.n max_memory_in_gbs.n memory_size_in_gbs.n oci_resource_anchor_name. ocid. shape. status. status_reason. vm_cluster_ids.[s
available_core_count.n available_core_count_per_node.n available_data_storage_in_tbs.n available_data_storage_per_server_in_tbs.n available_db_node_per_node_in_gbs.n available_db_node_storage_in_gbs.n available_memory_in_gbs.n available_memory_per_node_in_gbs.n core_count_increment.n max_storage_count.n maximum_node_count.n min_core_count_per_node.n min_data_storage_in_tbs.n min_db_node_storage_per_node_in_gbs.n min_memory_per_node_in_gbs.n min_storage_count.n minimum_core_count.n minimum_node_count.n name. runtime_minimum_core_count.n shape_family. shape_type.
version.
ipv4_addresses.[s region. status.
domain_name. ipv4_addresses.[s kms_policy_document. status.
ipv4_addresses.[s status.
domain_name. ipv4_addresses.[s s3_policy_document. status.
domain_name. ipv4_addresses.[s status. sts_policy_document.
cross_region_s3_restore_sources_access.@l4550 kms_access.@l4551 managed_s3_backup_access.@l4552 managed_service_ipv4_cidrs.[s resource_gateway_arn. s3_access.@l4553 service_network_arn. service_network_endpoint.@l2820 sts_access.@l4554 zero_tl_access.@l2822
arn. display_name. id. odb_network_arn. peer_network_arn.
arn. display_name. id. oci_network_anchor_id. oci_vcn_id. oci_vcn_url.
enabled.b jwks_url. public_key. roles_key. subject_key.
anonymous_auth_enabled.b enabled.b internal_user_database_enabled.b jwt_options.@l4558
desired_state. maintenance_schedule.@s4270 rollback_on_disable. use_off_peak_window.b
count.n enabled.b type.
node_config.@l4561 node_type.
cold_storage_options.@l4226 dedicated_master_count.n dedicated_master_enabled.b dedicated_master_type. instance_count.n instance_type. multi_az_with_standby_enabled.b node_options.@l4562 warm_count.n warm_enabled.b warm_type. zone_awareness_config.@l4272 zone_awareness_enabled.b
deployment_strategy.
enabled_api_access.b identity_center_instance_arn. roles_key. subject_key.
window_start_time.@l4098
enabled.b off_peak_window.@l4566
auto_software_update_enabled.b
max_indexing_capacity_in_ocu.n max_search_capacity_in_ocu.n min_indexing_capacity_in_ocu.n min_search_capacity_in_ocu.n
arn. capacity_limits.@l4569 created_date. id. name. number_of_collections.n standby_replicas.
group_attribute. user_attribute.
group_attribute. instance_arn. user_attribute.
group_attribute. metadata. session_timeout.n user_attribute.
arn. delegation_enabled_date. email. id. joined_method. joined_timestamp. name. status.
delegation_enabled_date. service_principal.
additional_language_codes.[s gender. id. language_code. language_name. name. supported_engines.[s
field! value!
actions.(s principal.
columns.[s country_code. name.
geo_spatial_column_group.@l4579
column_names.[s principals.[s
disable_use_as_direct_query_source.b disable_use_as_imported_source.b
columns.[s description. field_folders_id.
column_name. format. new_column_type.
column_id. column_name. expression.
columns.@l4585
condition_expression.
projected_columns.[s
column_name. new_column_name.
text.
column_description.@l4590 column_geographic_role.
column_name. tags.@l4591
column_name. tag_names.[s
cast_column_type_operation.@l4584 create_columns_operation.@l4586 filter_operation.@l4587 project_operation.@l4588 rename_column_operation.@l4589 tag_column_operation.@l4592 untag_column_operation.@l4593
unique_key.b
left_join_key_properties.@l4595 left_operand. on_clause. right_join_key_properties.@l4595 right_operand. type.
data_set_arn. join_instruction.@l4596 physical_table_id.
alias. data_transforms.@l4594 logical_table_map_id. source.@l4597
columns.@l1773 data_source_arn. name. sql_query.
catalog. data_source_arn. input_columns.@l1773 name. schema.
contains_header.b delimiter. format. start_from_row.n text_qualifier.
data_source_arn. input_columns.@l1773 upload_settings.@l4601
custom_sql.@l4599 physical_table_map_id. relational_table.@l4600 s3_source.@l4602
arn. format_version. namespace. permission_policy. status.
column_name. match_all_value. tag_key. tag_multi_value_delimiter.
status. tag_rules.@l4605
colors.[s empty_fill_color. min_max_gradient.[s
show.b
border.@l4608
gutter.@l4608 margin.@l4608
tile.@l4609 tile_layout.@l4610
font_family.
font_families.@l4612
accent. accent_foreground. danger. danger_foreground. dimension. dimension_foreground. measure. measure_foreground. primary_background. primary_foreground. secondary_background. secondary_foreground. success. success_foreground. warning. warning_foreground.
data_color_palette.@l4607 sheet.@l4611 typography.@l4613 ui_color_palette.@l4614
date. event_categories.[s message. source_arn. source_identifier. source_type.
allocated_storage.n availability_zone. db_instance_identifier. db_snapshot_arn. db_snapshot_identifier. encrypted.b engine. engine_version. iops.n kms_key_id. license_model. option_group_name. original_snapshot_create_time. port.n snapshot_create_time. snapshot_type. source_db_snapshot_identifier. source_region. status. storage_type. tag_list.@l3907 vpc_id.
data_share_arn. managed_by. producer_arn.
target.n
time_between_backups_in_minutes.n
disaster_recovery_approach. rpo_in_minutes.n rto_in_minutes.n
system_arn. user_journey_ids.(s
cross_account_role_arn. external_id.
cross_account_role.@l4623 invoker_role_name.
complete.b total_resources.n
data. last_reported_at. name.
arn. last_reported_at. owning_account_id. properties.@l4626 region. resource_type. service.
cloud_formation_resource_types.[s reporting_tag_keys.[s resource_type.
compliance_status.b keys_with_noncompliant_values.(s non_compliant_keys.(s
compliance_details.@l4629 resource_arn. tags.{s
gateway_id. main.b route_table_association_id. route_table_id. subnet_id.
carrier_gateway_id. cidr_block. core_network_arn. destination_prefix_list_id. egress_only_gateway_id. gateway_id. instance_id. ipv6_cidr_block. local_gateway_id. nat_gateway_id. network_interface_id. odb_network_arn. transit_gateway_id. vpc_endpoint_id. vpc_peering_connection_id.
dns_name. evaluate_target_health.b hosted_zone_id.
collection_id. location_name.
continent_code. country_code. subdivision_code.
latitude. longitude.
aws_region. bias.n coordinates.@o4636 local_zone_group.
alias_target.@o4633 cidr_routing_config.@o4634 failover. geolocation.@o4635 geoproximity_location.@o4637 health_check_id. multi_value_answer.b name. region. resource_records.@l4508 set_identifier. traffic_policy_instance_id. ttl.n type. weight.n
action. block_override_dns_type. block_override_domain. block_override_ttl.n block_response. confidence_threshold. creation_time. creator_request_id. dns_threat_protection. firewall_domain_list_id. firewall_domain_redirection_action. firewall_rule_group_id. firewall_threat_protection_id. modification_time. name. priority.n q_type.
ip. ipv6. port.n protocol.
id! region type value
bias endpoint_reference evaluate_target_health:b health_check latitude longitude region rule_reference
endpoint_reference health_check
continent country endpoint_reference evaluate_target_health:b health_check is_default:b rule_reference subdivision
endpoint_reference evaluate_target_health:b health_check rule_reference
endpoint_reference evaluate_target_health:b health_check region rule_reference
id! type geo_proximity_location#s4642 items#s4643 location#s4644 primary#14645 region#s4646 secondary#14645
arn. id. name. share_status.
block_public_acls.b block_public_policy.b ignore_public_acls.b restrict_public_buckets.b
vpc_id.
events.(s filter_prefix. filter_suffix. id. lambda_function_arn.
events.(s filter_prefix. filter_suffix. id. queue_arn.
events.(s filter_prefix. filter_suffix. id. topic_arn.
days.n mode. years.n
default_retention.@l4654
owner.
replica_kms_key_id.
minutes.n
event_threshold.@l4658 status.
status. time.@l4658
access_control_translation.@l4656 account. bucket. encryption_configuration.@l4657 metrics.@l4659 replication_time.@l4660 storage_class.
prefix. tag.@l3907
and.@l4662 prefix. tag.@l3907
replica_modifications.@l1341 sse_kms_encrypted_objects.@l1341
delete_marker_replication.@l1341 destination.@l4661 existing_object_replication.@l1341 filter.@l4663 id. prefix. priority.n source_selection_criteria.@l4664 status.
bucket_arn. bucket_region. creation_date. name.
access_point_arn. alias. bucket. bucket_account_id. data_source_id. data_source_type. name. network_origin. vpc_configuration.@l4650
bucket. bucket_account_id. region.
alias. created_at. name. public_access_block.@l4649 regions.@l4668 status.
path. creation_permissions#l4208
arn. bucket. creation_time. id. kms_key_id. name. owner_id. role_arn. status. status_message.
currency. description. duration_seconds.n offering_id. operation. payment_option. plan_type. product_types.(s properties.@l3951 service_code. usage_type.
automatically_after_days.n duration. schedule_expression.
created_time. last_accessed_date. version_id. version_stages.[s
status_reason_code.
standards_arn. standards_controls_updatable. standards_inputs.{s standards_status. standards_status_reason.@l4675 standards_subscription_arn.
current_region_availability. customizable_properties.[s description. remediation_url. security_control_id. severity_rating. title.
association_status. related_requirements.[s security_control_arn. security_control_id. standards_arn. standards_control_description. standards_control_title. updated_at. updated_reason.
ttl.n type.
dns_records.@l4679 namespace_id. routing_policy.
failure_threshold.n resource_path. type.
failure_threshold.n
description. type.
constraint_summaries.@l4683 name. path_id. tags.{s
constraint_id. description. owner. portfolio_id. product_id. type.
active.b created_time. description. guidance. id. name. type.
global_quota.b quota_code. quota_name. region. service_code. service_name. unit. value.n
max_delivery_seconds.n sending_pool_name. tls_policy.
last_fresh_start. reputation_metrics_enabled.b
sending_enabled.b
suppressed_reasons.[s
custom_redirect_domain. https_policy.
engagement_metrics.
optimized_shared_delivery.
dashboard_options.@l4693 guardian_options.@l4694
ip. warmup_percentage.n warmup_status.
current_signing_key_length. domain_signing_private_key. domain_signing_selector. last_key_generation_timestamp. next_signing_key_length. signing_attributes_origin. status. tokens.[s
state_machine_version_arn. weight.n
bucket. key. version.
s3.@l4699
type. value.n
key. values.[s
approve_after_days.n approve_until_date. compliance_level. enable_non_security.b patch_filter.@l4702
configuration. name. products.[s
baseline_description. baseline_id. baseline_name. default_baseline.b operating_system.
simple_address.
contact_channel_id. retry_interval_in_minutes.n
contact_id. is_essential.b
channel_target_info.@l4707 contact_target_info.@l4708
duration_in_minutes.n target.@l4709
hour_of_day.n minute_of_hour.n
day_of_month.n hand_off_time.@l4711
end.@l4711 start.@l4711
coverage_times.@l4713 map_block_key.
day_of_week. hand_off_time.@l4711
daily_settings.@l4711 monthly_settings.@l4712 number_of_on_calls.n recurrence_multiplier.n shift_coverages.@l4714 weekly_settings.@l4715
kms_key_arn. name. status. status_message.
name. values.(s
document_name. document_version. dynamic_parameters.{s parameter.@s4718 role_arn. target_account.
ssm_automation.@l4719
sns_topic_arn.
dedupe_string. impact.n incident_tags.{s notification_target.@s4721 summary. title.
name. secret_id. service_id.
pagerduty.@l4723
application_url. origin.
sign_in_options.@l4725 visibility.
application_arn. principal_id. principal_type.
description. display_name. icon_url.
application_provider_arn. display_data.@l4728 federation_protocol.
deprecation_date. description. release_date. version_name.
bucket_name. encryption_option. kms_key_id. object_key_prefix.
s3_configuration.@l4731
enable_magnetic_store_writes.b magnetic_store_rejected_data_location.@l4732
magnetic_store_retention_period_in_days.n memory_store_retention_period_in_hours.n
enforcement_in_record. name. type.
composite_partition_key.@l4735
basic_auth_secret_id. compression. encryption_algorithm. local_profile_id. mdn_response. mdn_signing_algorithm. message_subject. partner_profile_id. singing_algorithm.
port_number.n resource_configuration_arn.
vpc_lattice.@l4738
trusted_host_keys.[s user_secret_id.
association_id. ip_source. ipv6_address_attribute. ipv6_cidr_block. ipv6_pool. network_border_group. state.
dns_record_ip_type. private_dns_only_for_inbound_resolver_endpoint.b private_dns_preference. private_dns_specified_domains.(s
associated_resource_accessibility. associated_resource_arn. dns_entry.@l3709 id. private_dns_entry.@l3709 resource_configuration_group_arn. service_network_arn. service_network_name. tags.{s
region_name.
resource_id. resource_owner. resource_region. resource_type.
cidr. state.
address_family. allocation_default_netmask_length.n allocation_max_netmask_length.n allocation_min_netmask_length.n allocation_resource_tags.{s arn. auto_import.b aws_service. description. id. ipam_scope_id. ipam_scope_type. locale. pool_depth.n publicly_advertisable.b source_ipam_pool_id. state. tags.{s
arn. default_resource_discovery_association_id. default_resource_discovery_id. description. enable_private_gua.b id. ipam_region. metered_account. operating_regions.@l4744 owner_id. private_default_scope_id. public_default_scope_id. resource_discovery_association_count.n scope_count.n state. state_message. tier.
cidr_block.
ipv6_cidr_block.
status_code.n
target_group_identifier. weight.n
target_groups.@l4752
fixed_response.@l4751 forward.@l4753
arn. created_at. created_by. custom_domain_name. dns_entry.@l3734 id. service_arn. service_id. service_name. service_network_arn. service_network_id. service_network_name. status.
accepted_route_count.n last_status_change. outside_ip_address. status. status_message.
insert_header.@l3951
custom_request_handling.@l4757
custom_response_body_key. response_code.n response_header.@l3951
custom_response.@l4759
allow.@l4758 block.@l4760 captcha.@l4758 challenge.@l4758 count.@l4758
action.@l4761 name.
regex_string.
capacity.
domain_name. service_account_secret_arn.
certificate_authority_arn. status.
relay_state_parameter_name. status. user_access_url.
change_compute_type.b increase_volume_size.b rebuild_workspace.b restart_workspace.b switch_running_mode.b
access_endpoint_type. vpc_endpoint_id.
access_endpoints.@s4769 internet_fallback_protocols.[s
access_endpoint_config.@l4770 device_type_android. device_type_chromeos. device_type_ios. device_type_linux. device_type_osx. device_type_web. device_type_windows. device_type_zeroclient.
custom_security_group_id. default_ou. enable_internet_access.b enable_maintenance_mode.b user_enabled_as_local_administrator.b
compute_type_name. root_volume_size_gib.n running_mode. running_mode_auto_stop_timeout_in_minutes.n user_volume_size_gib.n`;
