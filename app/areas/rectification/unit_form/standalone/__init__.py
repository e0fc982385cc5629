"""The export of the stand-alone rectification program, matched with the records here and merged as a form that came back is."""
