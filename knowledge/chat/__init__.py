"""How a language model is asked, whoever runs it, with limits, a breaker, a cache and traces around it."""
