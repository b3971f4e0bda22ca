variable "listeners" {
  type = map(object({
    port     = number
    protocol = optional(string, "HTTP")
    cert     = optional(string)
    rules = optional(list(object({
      hosts  = set(string)
      weight = optional(number, 100)
      tags   = optional(map(string), { a = "b" })
    })), [])
  }))
  default = {
    b = { port = "443", protocol = null, rules = [{ hosts = ["b", "a", "b"] }, { hosts = [], weight = "5", tags = null }] }
    a = { port = 80, extra = "dropped" }
  }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "any" {
  type    = any
  default = { x = [1, "a", true], y = null }
}
variable "lst" {
  type    = list(any)
  default = ["a", 1, true]
}
variable "nn" {
  type     = string
  default  = "dflt"
  nullable = false
}
variable "m" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "sets" {
  type    = set(number)
  default = ["3", 1, 2, "1"]
}
locals {
  ports  = { for k, l in var.listeners : k => l.port }
  flat   = flatten([for k, l in var.listeners : [for i, r in l.rules : { key = "${k}-${i}", hosts = r.hosts }]])
  bykey  = { for f in local.flat : f.key => f }
  groups = { for k, l in var.listeners : l.protocol == null ? "null" : l.protocol => k... }
  text   = <<-EOT
    %{~for k, p in local.ports}
    ${k}=${p}
    %{~endfor}
    %{if length(local.ports) > 1~}
      many
    %{else~}
      few
    %{endif~}
    end
  EOT
  cond   = true ? { a = 1 } : { a = "x" }
  mixed  = false ? "a" : 5
  nested = try(var.any.y.z, var.any.x[5], "none")
  splat  = values(var.listeners)[*].port
  spl2   = [for l in var.listeners : l.rules[*].weight]
  merged = merge({ for k, v in var.listeners : k => v.port }, { c = "z" })
  sl     = slice(["a", "b", "c"], 1, 3)
  json   = jsonencode({ b = [1, true, null, "x<>&"], a = var.sets })
  num    = [1 / 3, 1e3, 0.1 + 0.2, 10 % 3, -5 % 3, 1.50, 100000000000000000000]
  cmp    = ["1" == 1, 1 == 1.0, [] == [], {} == {}, null == "", "a" != "b", toset(["a"]) == toset(["a"])]
  esc    = "a$${b} %%{c} \"q\" \u00e9 \\n"
  idx    = [var.tuple[0], var.tuple.1, var.any["x"][2]]
  unary  = [!true, -(-3), -"4"]
  logic  = [true && !false || false, "true" || false]
  prec   = 2 + 3 * 4 - 6 / 2
  tern   = var.nn == "dflt" ? (1 > 2 ? "x" : "y") : "z"
  keys   = { (var.nn) = 1, "${var.nn}x" = 2, z = 3, 5 = 4 }
  cidrs  = cidrsubnets("10.0.0.0/16", 4, 4, 8)
  fmt    = formatlist("%s-%02d", ["a", "b"], [1, 2])
}
module "one" {
  source   = "./m"
  for_each = local.ports
  name     = each.key
  port     = each.value
}
module "two" {
  source = "./m"
  count  = 2
  name   = "c${count.index}"
  port   = count.index
}
module "three" {
  source = "./m"
  name   = "t"
  port   = null
}
output "v" { value = var.listeners }
output "tuple" { value = var.tuple }
output "any" { value = var.any }
output "lst" { value = var.lst }
output "m" { value = var.m }
output "sets" { value = var.sets }
output "ports" { value = local.ports }
output "flat" { value = local.flat }
output "bykey" { value = local.bykey }
output "groups" { value = local.groups }
output "text" { value = local.text }
output "cond" { value = local.cond }
output "mixed" { value = local.mixed }
output "nested" { value = local.nested }
output "splat" { value = local.splat }
output "spl2" { value = local.spl2 }
output "merged" { value = local.merged }
output "sl" { value = local.sl }
output "json" { value = local.json }
output "num" { value = local.num }
output "cmp" { value = local.cmp }
output "esc" { value = local.esc }
output "idx" { value = local.idx }
output "unary" { value = local.unary }
output "logic" { value = local.logic }
output "prec" { value = local.prec }
output "tern" { value = local.tern }
output "keys" { value = local.keys }
output "cidrs" { value = local.cidrs }
output "fmt" { value = local.fmt }
output "one" { value = module.one }
output "onea" { value = module.one["a"].label }
output "two" { value = module.two[*].label }
output "twos" { value = module.two }
output "three" { value = module.three }
output "onev" { value = { for k, m in module.one : k => m.deep } }
output "path" { value = [path.module == path.root, basename(path.root)] }
output "ws" { value = terraform.workspace }
output "lookup" { value = [lookup(local.ports, "a", 0), lookup(local.ports, "q", 7), try(local.ports.q, "no")] }
output "expand" { value = max([5, 12, 9]...) }
output "dyn" { value = { for k, v in { x = 1, y = null } : k => v if v != null } }
output "setfor" { value = [for s in toset(["z", "a"]) : upper(s)] }
output "objfor" { value = { for i, s in ["p", "q"] : s => i } }
output "legacy" { value = [{ a = { b = 1 } }, { a = { b = 2 } }].*.a.b }
output "full" { value = [{ a = [{ b = 1 }] }][*].a[0].b }
output "nullsplat" { value = null[*] }
output "strsplat" { value = "x" [*] }
output "zip" { value = zipmap(["a", "b"], [1, 2]) }
