# A few barrels that cost something each month; see the price list.

resource "terraform_data" "barrel" {
  for_each = toset(["red", "white", "rose"])
  input    = { kind = "barrel", litres = 225, wine = each.key }

  provisioner "local-exec" {
    command = <<-SHELL
      echo "rolling the ${each.key} barrel in"
      sleep 1
      printf '\033[32m%s\033[0m\n' "the ${each.key} barrel lies well"
    SHELL
  }
}

output "barrels" {
  value = keys(terraform_data.barrel)
}
