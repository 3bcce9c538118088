"""Charts painted by us: no import, the theme's colours, a point at a time told in words."""
