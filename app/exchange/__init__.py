"""Texts and tables in and out: notices, xlsx, docx. Nothing here knows the database or Qt."""
