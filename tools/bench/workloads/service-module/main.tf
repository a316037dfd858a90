# A mesh service as a Terraform module, to measure against. Like the modules that people share, it decides in HCL, by its
# variables, what the constructs of this project decide in TypeScript.

variable "family" {
  type = string
  validation {
    condition     = length(var.family) > 0 && length(var.family) <= 54
    error_message = "The family must have 1 to 54 characters."
  }
}

variable "service_name" {
  type    = string
  default = ""
}

variable "port" {
  type = number
  validation {
    condition     = var.port >= 1 && var.port <= 65535
    error_message = "The port must be 1 to 65535."
  }
}

variable "container_definitions" {
  type = any
}

variable "upstreams" {
  type    = any
  default = []
  validation {
    condition = alltrue(flatten([
      for upstream in var.upstreams : [for key in keys(upstream) : contains(["destinationName", "localBindPort", "datacenter", "config"], key)]
    ]))
    error_message = "An upstream has an unknown key."
  }
  validation {
    condition     = alltrue([for upstream in var.upstreams : can(upstream.destinationName) && can(upstream.localBindPort)])
    error_message = "An upstream needs destinationName and localBindPort."
  }
}

variable "server_hosts" {
  type = string
}

variable "tls" {
  type    = bool
  default = false
}

variable "ca_arn" {
  type    = string
  default = ""
}

variable "acls" {
  type    = bool
  default = false
}

variable "compatibilities" {
  type    = list(string)
  default = ["EC2", "FARGATE"]
  validation {
    condition     = alltrue([for type in var.compatibilities : contains(["EC2", "FARGATE"], type)])
    error_message = "Only EC2 and FARGATE are possible."
  }
}

variable "cpu" {
  type    = number
  default = 256
}

variable "memory" {
  type    = number
  default = 512
}

variable "volumes" {
  type    = any
  default = []
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "log_configuration" {
  type    = any
  default = null
}

variable "iam_role_path" {
  type    = string
  default = "/consul-ecs/"
  validation {
    condition     = startswith(var.iam_role_path, "/") && endswith(var.iam_role_path, "/")
    error_message = "The path must begin and end with a slash."
  }
}

variable "create_task_role" {
  type    = bool
  default = true
}

variable "create_execution_role" {
  type    = bool
  default = true
}

variable "task_role_arn" {
  type    = string
  default = null
}

variable "execution_role_arn" {
  type    = string
  default = null
}

variable "task_role_policy_arns" {
  type    = list(string)
  default = []
}

variable "execution_role_policy_arns" {
  type    = list(string)
  default = []
}

variable "shutdown_delay" {
  type    = number
  default = 0
}

variable "cluster_arn" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "desired_count" {
  type    = number
  default = 1
}

locals {
  service_name       = var.service_name != "" ? var.service_name : lower(var.family)
  task_role_arn      = var.create_task_role ? aws_iam_role.task[0].arn : var.task_role_arn
  execution_role_arn = var.create_execution_role ? aws_iam_role.execution[0].arn : var.execution_role_arn
  data_mount         = { sourceVolume = "consul_data", containerPath = "/consul", readOnly = true }
  after_mesh_init    = [{ containerName = "consul-ecs-mesh-init", condition = "SUCCESS" }]
  secrets = var.tls ? [
    { name = "CONSUL_HTTPS_CACERT_PEM", valueFrom = var.ca_arn },
    { name = "CONSUL_GRPC_CACERT_PEM", valueFrom = var.ca_arn },
  ] : []
  config = [{
    name = "CONSUL_ECS_CONFIG_JSON"
    value = jsonencode({
      bootstrapDir = "/consul"
      consulLogin  = var.acls ? { enabled = true, method = "iam-ecs-service-token" } : {}
      consulServers = {
        hosts           = var.server_hosts
        skipServerWatch = false
        defaults        = { tls = var.tls, tlsServerName = "", caCertFile = "" }
        http            = { port = var.tls ? 8501 : 8500, https = var.tls }
        grpc            = { port = var.tls ? 8503 : 8502 }
      }
      healthSyncContainers = [
        for container in var.container_definitions : container.name if can(container.healthCheck) && can(container.essential)
      ]
      proxy   = { publicListenerPort = 20000, healthCheckPort = 22000, upstreams = var.upstreams }
      service = { name = local.service_name, tags = [], port = var.port, meta = {}, namespace = "", partition = "" }
      transparentProxy = {
        enabled              = false
        excludeInboundPorts  = []
        excludeOutboundPorts = []
        excludeOutboundCIDRs = []
        excludeUIDs          = []
        consulDNS            = { enabled = false }
      }
    })
  }]
  app_containers = [
    for container in var.container_definitions : merge(
      container,
      {
        dependsOn = concat(
          lookup(container, "dependsOn", []),
          [{ containerName = "consul-dataplane", condition = "HEALTHY" }],
        )
        mountPoints = concat(lookup(container, "mountPoints", []), var.shutdown_delay > 0 ? [local.data_mount] : [])
      },
      var.shutdown_delay > 0 ? {
        entryPoint = ["/consul/consul-ecs", "app-entrypoint", "-shutdown-delay", "${var.shutdown_delay}s"]
      } : {},
    )
  ]
}

resource "aws_iam_role" "task" {
  count = var.create_task_role ? 1 : 0
  name  = "${var.family}-task"
  path  = var.iam_role_path
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
  tags = {
    "consul.hashicorp.com.service-name" = local.service_name
    "consul.hashicorp.com.namespace"    = ""
  }
}

resource "aws_iam_policy" "task" {
  count       = var.create_task_role && var.acls ? 1 : 0
  name        = "${var.family}-task"
  path        = var.iam_role_path
  description = "${var.family} mesh-task task policy"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:GetRole"], Resource = [aws_iam_role.task[0].arn] }]
  })
}

resource "aws_iam_role_policy_attachment" "task" {
  count      = var.create_task_role && var.acls ? 1 : 0
  role       = aws_iam_role.task[0].id
  policy_arn = aws_iam_policy.task[0].arn
}

resource "aws_iam_role_policy_attachment" "more_task" {
  count      = var.create_task_role ? length(var.task_role_policy_arns) : 0
  role       = aws_iam_role.task[0].id
  policy_arn = var.task_role_policy_arns[count.index]
}

resource "aws_iam_role" "execution" {
  count = var.create_execution_role ? 1 : 0
  name  = "${var.family}-execution"
  path  = var.iam_role_path
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_policy" "execution" {
  count       = var.create_execution_role ? 1 : 0
  name        = "${var.family}-execution"
  path        = var.iam_role_path
  description = "${var.family} mesh-task execution policy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for arn in var.tls ? [var.ca_arn] : [] : { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = [arn] }],
      [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["*"] }],
    )
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  count      = var.create_execution_role ? 1 : 0
  role       = aws_iam_role.execution[0].id
  policy_arn = aws_iam_policy.execution[0].arn
}

resource "aws_iam_role_policy_attachment" "more_execution" {
  count      = var.create_execution_role ? length(var.execution_role_policy_arns) : 0
  role       = aws_iam_role.execution[0].id
  policy_arn = var.execution_role_policy_arns[count.index]
}

resource "aws_ecs_task_definition" "task" {
  family                   = var.family
  requires_compatibilities = var.compatibilities
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = local.task_role_arn
  execution_role_arn       = local.execution_role_arn
  volume {
    name = "consul_data"
  }
  volume {
    name = "consul_binary"
  }
  dynamic "volume" {
    for_each = var.volumes
    content {
      name      = volume.value.name
      host_path = lookup(volume.value, "host_path", null)
    }
  }
  tags = merge(var.tags, {
    "consul.hashicorp.com/mesh"           = "true"
    "consul.hashicorp.com/service-name"   = local.service_name
    "consul.hashicorp.com/module"         = "terraform-aws-consul-ecs"
    "consul.hashicorp.com/module-version" = "0.10.0"
  })
  container_definitions = jsonencode(concat(local.app_containers, [
    {
      name             = "consul-ecs-mesh-init"
      image            = "public.ecr.aws/hashicorp/consul-ecs:0.10.0"
      essential        = false
      command          = ["mesh-init"]
      environment      = local.config
      secrets          = local.secrets
      linuxParameters  = { initProcessEnabled = true }
      logConfiguration = var.log_configuration
      mountPoints = [
        merge(local.data_mount, { readOnly = false }),
        { sourceVolume = "consul_binary", containerPath = "/bin/consul-inject", readOnly = true },
      ]
    },
    {
      name             = "consul-dataplane"
      image            = "hashicorp/consul-dataplane:2.0.1"
      essential        = false
      entryPoint       = ["/consul/consul-ecs", "envoy-entrypoint"]
      command          = ["consul-dataplane", "-config-file", "/consul/consul-dataplane.json"]
      mountPoints      = [local.data_mount]
      dependsOn        = local.after_mesh_init
      ulimits          = [{ name = "nofile", softLimit = 1048576, hardLimit = 1048576 }]
      user             = "5995"
      logConfiguration = var.log_configuration
      healthCheck = {
        command  = ["/consul/consul-ecs", "net-dial", "127.0.0.1:22000"]
        interval = 5
        retries  = 10
        timeout  = 5
      }
    },
    {
      name             = "consul-ecs-health-sync"
      image            = "public.ecr.aws/hashicorp/consul-ecs:0.10.0"
      essential        = false
      command          = ["health-sync"]
      environment      = local.config
      secrets          = local.secrets
      linuxParameters  = { initProcessEnabled = true }
      mountPoints      = [local.data_mount]
      dependsOn        = local.after_mesh_init
      user             = "5996"
      logConfiguration = var.log_configuration
    },
  ]))
}

resource "aws_ecs_service" "service" {
  name                   = var.family
  cluster                = var.cluster_arn
  task_definition        = aws_ecs_task_definition.task.arn
  desired_count          = var.desired_count
  launch_type            = "FARGATE"
  enable_execute_command = false
  propagate_tags         = "TASK_DEFINITION"
  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
