"""巡察工作台: the desk of an inspection group and its office. Layers are described in CONTRIBUTING.md."""
