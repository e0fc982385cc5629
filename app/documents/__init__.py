"""Papers as PDF and DOCX on the GB/T 9704 grid. Nothing here knows the database."""
