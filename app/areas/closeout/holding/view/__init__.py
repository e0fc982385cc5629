"""The page of holding, and the dialog that shows what a certificate of erasure is worth."""
