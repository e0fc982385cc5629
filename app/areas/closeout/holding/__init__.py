"""Who still holds what (持有与清退): what is out, copy by copy; what is overdue is chased; groups that hold nothing are certified."""
