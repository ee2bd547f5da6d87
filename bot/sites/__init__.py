"""The web sites that may embed the widget: what each may choose, and who may ask for what."""
