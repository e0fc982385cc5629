"""The encrypted vault and its records. The only place where SQL connections are opened."""
