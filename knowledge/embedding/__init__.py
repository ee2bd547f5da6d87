"""The models that embed texts, each behind LangChain’s `Embeddings`."""
