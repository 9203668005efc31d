"""The server: ``streamlit run app.py``. What a browser shows starts in pages/navigation.py."""

import streamlit as st
from starlette.middleware import Middleware

from pages.components.frame.errors import log_failure
from pages.components.live import badge, feeds
from pages.components.live.guard import Guard
from pages.components.live.serving import ROUTES, lifespan

app = st.App(
    "pages/navigation.py",
    routes=(*ROUTES, feeds.ROUTE, badge.ROUTE),
    middleware=(Middleware(Guard),),
    lifespan=lifespan,
    on_script_error=log_failure,
)
