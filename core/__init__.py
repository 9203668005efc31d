"""Recipe Lab's core: recipes, datasets, training and runs. Never imports Streamlit."""
