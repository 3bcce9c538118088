"""Qt's own controls in the house's look: one style sheet, made from the theme's ink and text size.

Only pages made on a visit wear it: the first card does not wait for Qt to read a style sheet.
"""

from __future__ import annotations

from pathlib import Path

from app.ui.theme import Theme, mix


def style_sheet(theme: Theme) -> str:
    """The style sheet of a page's buttons, fields, lists and tables. Ticks and arrows are
    picture files, because a style sheet cannot draw them.
    """
    ink = theme.ink
    px = theme.control_px
    box = round(px * 1.05)
    kind = "dark" if ink.dark else "light"
    pictures = (Path(__file__).parent / "pictures").as_posix()
    pad, small, radius = round(px * 0.45), round(px * 0.3), round(px * 0.4)
    # An edge one can see (3:1) where the edge alone says that here is a control.
    edge = mix(ink.page, ink.muted, 0.75).name()
    hover = mix(ink.panel, ink.accent, 0.08).name()
    # A card fills its page: the edge of a text field is not for it, only for one that is a control (a subclass).
    # Lists have nearly square corners: what scrolls in them would be painted over round ones.
    return f"""
    QPushButton, QToolButton#soft {{
        background: {ink.panel}; color: {ink.text}; border: 1px solid {edge}; border-radius: {radius}px;
        padding: {pad}px {round(px)}px;
    }}
    QPushButton:hover, QToolButton#soft:hover {{ background: {hover}; border-color: {ink.accent}; }}
    QPushButton:pressed {{ background: {ink.selection}; }}
    QPushButton:focus, QToolButton#soft:focus {{
        border: 2px solid {ink.accent}; padding: {pad - 1}px {round(px) - 1}px;
    }}
    QPushButton:disabled {{ color: {ink.muted}; border-color: {ink.line}; background: {ink.page}; }}
    QPushButton:checked {{ background: {ink.gap}; border-color: {ink.accent}; }}
    QPushButton[primary="true"] {{ background: {ink.accent}; color: {ink.on_accent}; border-color: {ink.accent}; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {ink.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {ink.chip}; color: {ink.muted}; border-color: {ink.line}; }}
    QLineEdit, QPlainTextEdit, QTextEdit {{
        background: {ink.page}; color: {ink.text}; border: 1px solid {edge}; border-radius: {radius}px;
        padding: {small}px {pad}px; selection-background-color: {ink.selection}; selection-color: {ink.text};
        placeholder-text-color: {ink.muted};
    }}
    QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{
        border: 2px solid {ink.accent}; padding: {small - 1}px {pad - 1}px;
    }}
    .CardView, .CardView:focus {{ border: 0; padding: 0; }}
    QLineEdit:disabled {{ color: {ink.muted}; background: {ink.panel}; }}
    QTableView, QTreeView, QListView {{
        background: {ink.page}; color: {ink.text}; border: 1px solid {ink.line}; border-radius: 2px;
        gridline-color: {ink.line}; alternate-background-color: {ink.panel}; outline: 0;
        selection-background-color: {ink.selection}; selection-color: {ink.text};
    }}
    QTableView:focus, QTreeView:focus, QListView:focus {{ border: 1px solid {ink.accent}; }}
    QTreeView::item, QListView::item {{ padding: {small}px {small}px; }}
    QTreeView::item:hover, QListView::item:hover {{ background: {hover}; }}
    QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {{
        background: {ink.selection}; color: {ink.text};
    }}
    QHeaderView::section {{
        background: {ink.panel}; color: {ink.muted}; border: 0; border-bottom: 1px solid {ink.line};
        padding: {small}px {pad}px;
    }}
    QTableCornerButton::section {{ background: {ink.panel}; border: 0; }}
    QCheckBox, QRadioButton {{ spacing: {pad}px; color: {ink.text}; }}
    QCheckBox:focus, QRadioButton:focus {{ color: {ink.accent}; }}
    QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator {{
        width: {box}px; height: {box}px; border: 1px solid {edge}; background: {ink.page};
        border-radius: {round(px * 0.25)}px;
    }}
    QRadioButton::indicator {{ border-radius: {(box + 2) // 2}px; }}
    QCheckBox::indicator:checked, QRadioButton::indicator:checked, QTreeView::indicator:checked {{
        background: {ink.accent}; border-color: {ink.accent};
    }}
    QCheckBox::indicator:checked, QTreeView::indicator:checked {{ image: url({pictures}/tick-{kind}.svg); }}
    QTreeView::indicator:indeterminate {{
        background: {ink.accent}; border-color: {ink.accent}; image: url({pictures}/dash-{kind}.svg);
    }}
    QRadioButton::indicator:checked {{ image: url({pictures}/dot-{kind}.svg); }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {ink.accent}; }}
    QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {{
        background: {ink.page}; color: {ink.text}; border: 1px solid {edge}; border-radius: {radius}px;
        padding: {small}px {pad}px; min-height: {round(px * 1.4)}px; selection-background-color: {ink.selection};
        selection-color: {ink.text};
    }}
    QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QTimeEdit:focus {{
        border: 2px solid {ink.accent}; padding: {small - 1}px {pad - 1}px;
    }}
    QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QDateEdit:disabled, QTimeEdit:disabled {{
        color: {ink.muted}; background: {ink.panel}; border-color: {ink.line};
    }}
    QComboBox::drop-down {{ border: 0; width: {round(px * 1.6)}px; }}
    QComboBox::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QDateEdit::down-arrow,
    QTimeEdit::down-arrow {{
        image: url({pictures}/down-{kind}.svg); width: {round(px * 0.9)}px; height: {round(px * 0.9)}px;
    }}
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateEdit::up-arrow, QTimeEdit::up-arrow {{
        image: url({pictures}/up-{kind}.svg); width: {round(px * 0.9)}px; height: {round(px * 0.9)}px;
    }}
    QSpinBox::up-button, QDoubleSpinBox::up-button, QDateEdit::up-button, QTimeEdit::up-button,
    QSpinBox::down-button, QDoubleSpinBox::down-button, QDateEdit::down-button, QTimeEdit::down-button {{
        border: 0; width: {round(px * 1.5)}px; background: transparent;
    }}
    QComboBox QAbstractItemView {{ border: 1px solid {edge}; }}
    QTabBar::tab {{
        background: transparent; color: {ink.muted}; border: 0; border-bottom: 2px solid transparent;
        padding: {pad}px {round(px * 0.9)}px;
    }}
    QTabBar::tab:selected {{ color: {ink.text}; border-bottom-color: {ink.accent}; }}
    QTabBar::tab:focus {{ color: {ink.accent}; background: {ink.gap}; }}
    QTabWidget::pane {{ border: 0; border-top: 1px solid {ink.line}; }}
    QProgressBar {{
        background: {ink.chip}; border: 0; border-radius: {small}px; height: {round(px * 0.6)}px; color: transparent;
    }}
    QProgressBar::chunk {{ background: {ink.accent}; border-radius: {small}px; }}
    QSplitter::handle {{ background: {ink.line}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QSplitter::handle:vertical {{ height: 1px; }}
    QScrollArea {{ border: 0; background: transparent; }}
    QToolTip {{ background: {ink.panel}; color: {ink.text}; border: 1px solid {edge}; padding: {small}px; }}
    """
