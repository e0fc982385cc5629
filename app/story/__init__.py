"""The story: one inspection from empty laptops to holding nothing, played on the real windows by what they show.

`./run story` plays it for people, the flow test plays it for the gate. It reaches into nothing that a person cannot touch.
"""
