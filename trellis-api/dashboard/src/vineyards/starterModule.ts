/** What a new vine's editor opens with: it runs anywhere, for it needs no provider but the built-in. */
export const STARTER_MODULE = `variable "greeting" {
  type    = string
  default = "hello from the vine"
}

resource "terraform_data" "wine" {
  input = var.greeting

  provisioner "local-exec" {
    command = "echo \\"$GREETING\\""
    environment = {
      GREETING = var.greeting
    }
  }
}

output "wine" {
  value = terraform_data.wine.output
}
`
