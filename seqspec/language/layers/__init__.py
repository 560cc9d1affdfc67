"""The layers a spec can name: one module a family, one class a layer."""
