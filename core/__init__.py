"""Recipe Lab's core: recipes, datasets, training and runs. Imports no Streamlit, ever."""
