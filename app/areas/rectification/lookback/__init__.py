"""回头看: the problems of an earlier inspection checked on site one by one."""
