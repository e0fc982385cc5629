"""Paper templates of the user's own: what they may name, how they are checked, how a paper is made of one."""
