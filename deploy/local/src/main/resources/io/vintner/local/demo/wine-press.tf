# Presses grapes for some seconds and prints on the way, anew with every deployment.

variable "baskets" {
  description = "How many baskets are pressed at the same time."
  type        = number
  default     = 3
}

resource "terraform_data" "basket" {
  count            = var.baskets
  input            = { kind = "basket", litres = 50 }
  triggers_replace = plantimestamp()

  provisioner "local-exec" {
    command = <<-SHELL
      for turn in 1 2 3 4 5 6; do
        echo "basket ${count.index + 1}: turn $turn of 6"
        echo "basket ${count.index + 1}: pressure $((turn * 12)) bar" >&2
        sleep 0.5
      done
      echo "basket ${count.index + 1}: pressed"
    SHELL
  }
}

resource "terraform_data" "vat" {
  input = { kind = "vat", litres = 50 * var.baskets }

  provisioner "local-exec" {
    command = "echo 'vat: ready for the must'"
  }
}

output "litres" {
  value = terraform_data.vat.output.litres
}
