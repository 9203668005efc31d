"""Page configuration and navigation, nothing else. Runs at every rerun of every page."""

from pathlib import Path

import streamlit as st

from core.i18n import gettext
from pages.components.frame.address import note_page
from pages.components.frame.errors import show_errors
from pages.components.frame.language import follow_session
from pages.components.frame.shell import show_shell
from pages.components.live.badge import show_badge
from pages.components.live.person import keep_name
from pages.components.live.serving import page_is_out
from pages.components.live.sign_in import may_enter

ICON = Path(__file__).parent / "components" / "frame" / "icon.svg"

follow_session()
st.set_page_config(
    page_title="Recipe Lab",
    page_icon=str(ICON),
    layout="wide",
    initial_sidebar_state=340,
)
PAGES = {
    "": [
        st.Page("home.py", title=gettext("Home"), default=True),
        st.Page("compare.py", title=gettext("Compare")),
        st.Page("train.py", title=gettext("Train")),
        st.Page("inside.py", title=gettext("Inside")),
        st.Page("data.py", title=gettext("Data")),
        st.Page("runs.py", title=gettext("Runs")),
    ],
    gettext("More"): [
        st.Page("recipes.py", title=gettext("Recipes")),
        st.Page("sweeps.py", title=gettext("Sweeps")),
        st.Page("system.py", title=gettext("System")),
    ],
}
page = st.navigation(PAGES, position="top")
note_page(page.url_path)
show_shell()
admitted = False
with show_errors():
    admitted = may_enter()
if admitted:
    show_badge()
    page.run()
    keep_name()
page_is_out.set()
