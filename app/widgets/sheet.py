"""The style sheet of the theme as a template over its tokens. Only theme.py reads it; no colour stands here."""

SHEET = """
QWidget { color: $text; }
QMainWindow, QDialog, QScrollArea, QScrollArea > QWidget > QWidget { background: $surface; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 4px 8px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${px16}px; font-weight: bold; }
QLabel[role="hero"] { font-size: ${px20}px; font-weight: bold; }
QLabel[role="figure"] { font-size: ${px28}px; font-weight: bold; color: $ink; }
QLabel[role="section"] { font-size: ${px14}px; font-weight: bold; color: $ink; }
QLabel[role="lead"] { font-size: ${px14}px; }
QLabel[role="label"] { font-size: ${px12}px; color: $muted; }
QLabel[role="muted"] { font-size: ${px12}px; color: $muted; }
QLabel[role="body-muted"] { color: $muted; }
QLabel[role="problem"] { font-size: ${px12}px; color: $red; }
QLabel[role="advice"] { font-size: ${px12}px; color: $amber; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="value"] { padding: 5px 0; }
QLabel[role="code"] { font-size: ${px20}px; font-weight: bold; letter-spacing: 2px; padding: 12px; background: $sunken; border: 1px solid $line; border-radius: 4px; }
QLabel[role="kbd"] { font-size: ${px12}px; padding: 2px 8px; border: 1px solid $edge; border-radius: 3px; background: $sunken; }

QFrame[role="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="vline"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[role="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="top"] { background: $raised; border: none; border-bottom: 1px solid $line; }
QFrame[role="side"] { background: $raised; border: none; border-left: 1px solid $line; }
QFrame[role="panel"] { background: $raised; border: 1px solid $line; border-radius: 6px; }
QFrame[role="tile"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame[role="tile"]:hover { border-color: $accent; }
QFrame[role="notice"] { background: $ink_soft; border: none; border-left: 3px solid $ink; border-radius: 2px; }
QFrame[role="warn"] { background: $amber_soft; border: none; border-left: 3px solid $amber; border-radius: 2px; }
QFrame[role="stop"] { background: $red_soft; border: none; border-left: 3px solid $red; border-radius: 2px; }
QFrame[role="gate"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QWidget[role="ground"] { background: $raised; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QDateEdit {
    background: $surface; border: 1px solid $edge; border-radius: 4px; padding: 4px 8px;
    selection-background-color: $accent; selection-color: $accent_text;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${control}px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $accent; padding: 3px 7px; }
QLineEdit[wrong="yes"], QPlainTextEdit[wrong="yes"] { border: 1px solid $red; }
QLineEdit:disabled, QPlainTextEdit:disabled, QLineEdit:read-only { background: $sunken; color: $muted; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url($glyphs/chevron-down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; outline: none; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px; }
QAbstractSpinBox::up-arrow { image: url($glyphs/chevron-up.svg); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url($glyphs/chevron-down.svg); width: 12px; height: 12px; }

QPushButton, QToolButton[role="button"] {
    background: $surface; border: 1px solid $edge; border-radius: 4px; padding: 4px 12px; min-height: ${control}px;
}
QPushButton:hover, QToolButton[role="button"]:hover { background: $hover; }
QPushButton:pressed { background: $grey_soft; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 3px 11px; }
QPushButton:disabled { color: $faint; border-color: $line; }
QPushButton[role="main"] { background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: bold; }
QPushButton[role="main"]:hover { background: $accent_hover; }
QPushButton[role="main"]:focus { border: 2px solid $text; }
QPushButton[role="main"]:disabled { background: $grey_soft; color: $faint; border-color: $line; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $link; padding: 2px 0; text-align: left; min-height: 20px; }
QPushButton[role="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[role="link"]:focus { border: 1px solid $accent; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $ink_soft; color: $ink_text; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton[role="chip"] { background: $ink_soft; color: $ink_text; border-radius: 3px; padding: 2px 6px; }
QToolButton[role="tab"] { border-radius: 0; padding: 6px 4px; border-bottom: 2px solid transparent; }
QToolButton[role="tab"]:checked { background: transparent; color: $ink; border-bottom: 2px solid $ink; font-weight: bold; }
QToolButton[role="tab"]:focus { border: 1px solid $accent; padding: 6px 4px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: ${tick}px; height: ${tick}px; border: 1px solid $edge; background: $surface; border-radius: 3px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($glyphs/check.svg); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }

QScrollArea#page, QScrollArea#page > QWidget, QScrollArea#page > QWidget > QWidget { background: $grey_soft; }
QTableView { background: $surface; border: none; gridline-color: $line; outline: none; selection-background-color: $ink_soft; selection-color: $ink_text; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView::item:hover { background: $hover; }
QTableView::item:selected { background: $ink_soft; color: $ink_text; }
QHeaderView { background: $raised; }
QHeaderView::section { background: $raised; color: $muted; font-size: ${px12}px; border: none; border-bottom: 1px solid $line; border-right: 1px solid $line; padding: 6px 11px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::down-arrow { image: url($glyphs/chevron-down.svg); width: 12px; height: 12px; }
QHeaderView::up-arrow { image: url($glyphs/chevron-up.svg); width: 12px; height: 12px; }
QTableCornerButton::section { background: $raised; border: none; }

QListView, QListWidget, QTreeView { background: $surface; border: none; outline: none; }
QListView::item { padding: 4px 8px; min-height: 22px; border-radius: 3px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $ink_soft; color: $ink_text; }
QListView[role="popup"] { border: 1px solid $edge; padding: 2px; }

QTreeWidget#navigator { background: $nav; color: $nav_text; border: none; padding: 4px 8px; }
QTreeWidget#navigator::item { color: $nav_text; padding: 0 8px; min-height: ${row}px; border-radius: 4px; }
QTreeWidget#navigator::branch, QTreeWidget#navigator::branch:selected, QTreeWidget#navigator::branch:hover { background: $nav; image: none; border-image: none; }
QTreeWidget#navigator::item:hover { background: $nav_on; }
QTreeWidget#navigator::item:selected { background: $nav_on; color: $nav_text; }
QTreeWidget#navigator::item:disabled { color: $nav_muted; background: transparent; }
QTreeWidget#navigator:focus { border: 1px solid $nav_muted; }
QWidget[role="nav"] { background: $nav; }
QLabel[role="nav-name"] { color: $nav_text; font-size: ${px14}px; font-weight: bold; }
QLabel[role="nav-muted"] { color: $nav_muted; font-size: ${px12}px; }
QToolButton[role="nav"] { color: $nav_muted; padding: 4px 8px; }
QToolButton[role="nav"]:hover { background: $nav_on; color: $nav_text; }

QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 3px; }
QMenu::item:selected { background: $ink_soft; color: $ink_text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar[role="nav"]::handle { background: $nav_on; }
QScrollBar[role="nav"]::handle:hover { background: $nav_muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QProgressBar { border: none; border-radius: 3px; background: $grey_soft; height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QStatusBar { background: $raised; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QToolButton { color: $text; min-width: 48px; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $accent_text; }
"""
