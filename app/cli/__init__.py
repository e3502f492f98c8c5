"""The commands of `hoshin`, the start of the server, what people see of an import, the static mirror."""
