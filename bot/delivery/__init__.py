"""What must reach contacts elsewhere than on our pages, and how it leaves."""
