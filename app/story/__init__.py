"""The stories: one inspection from empty laptops to holding nothing, and a year of the office, on the real windows.

`./run story` plays them for people, the flow tests for the gate. They reach into nothing that a person cannot touch.
"""
