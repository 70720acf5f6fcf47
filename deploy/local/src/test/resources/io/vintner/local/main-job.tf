# The system tests' module: some seconds of output on both streams, three resources at a time.

variable "turns" {
  type = number
}

resource "terraform_data" "barrel" {
  count            = 2
  input            = { kind = "barrel", litres = 225 }
  triggers_replace = plantimestamp()

  provisioner "local-exec" {
    command = <<-SHELL
      turn=1
      while [ $turn -le ${var.turns} ]; do
        echo "barrel ${count.index}: turn $turn of ${var.turns} at $(date +%s%3N), Grüner Veltliner, 白酒 🍷"
        echo "barrel ${count.index}: pressure $turn" >&2
        turn=$((turn + 1))
        sleep 0.25
      done
      printf '\033[1;32mbarrel ${count.index}: \033[0mdone, %s\n' "$(printf 'x%.0s' $(seq 1 500))"
    SHELL
  }
}

resource "terraform_data" "vat" {
  input            = { kind = "vat", litres = 450 }
  triggers_replace = plantimestamp()

  provisioner "local-exec" {
    command = "printf 'vat: no line end here'; printf '\\r\\nvat: a second line\\n\\n'"
  }
}
