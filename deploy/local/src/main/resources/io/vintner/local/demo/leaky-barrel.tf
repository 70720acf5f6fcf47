# Fails on purpose: the second barrel leaks.

resource "terraform_data" "barrel" {
  input = { kind = "barrel", litres = 225, wine = "red" }

  provisioner "local-exec" {
    command = "echo 'first barrel: tight'"
  }
}

resource "terraform_data" "leaky" {
  input      = { kind = "barrel", litres = 225, wine = "white" }
  depends_on = [terraform_data.barrel]

  provisioner "local-exec" {
    command = <<-SHELL
      echo "second barrel: filling"
      sleep 1
      echo "second barrel: it drips" >&2
      sleep 1
      echo "second barrel: lost 40 litres" >&2
      exit 3
    SHELL
  }
}
