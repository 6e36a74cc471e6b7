"""What the screen says about pictures, in Portuguese and in English."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    # The drawing pad
    "pad_tools": ("Ferramentas", "Tools"),
    "pad_pen": ("Pincel", "Brush"),
    "pad_line": ("Reta", "Line"),
    "pad_rectangle": ("Retângulo", "Rectangle"),
    "pad_eraser": ("Borracha", "Eraser"),
    "pad_colours": ("Cores", "Colours"),
    "pad_sizes": ("Espessura do traço", "Width of the stroke"),
    "pad_size_0": ("Traço fino", "Thin stroke"),
    "pad_size_1": ("Traço médio", "Medium stroke"),
    "pad_size_2": ("Traço grosso", "Thick stroke"),
    "pad_acts": ("Desenho", "Drawing"),
    "pad_undo": ("Desfazer", "Undo"),
    "pad_clear": ("Limpar", "Clear"),
    "pad_save": ("Salvar", "Save"),
    "pad_file": ("desenho.png", "drawing.png"),
    "pad_sheet": (
        "Folha de desenho: desenhe com o mouse, o dedo ou a caneta",
        "Drawing sheet: draw with the mouse, a finger or a pen",
    ),
    # The history
    "task_classify": ("Classificações", "Classifications"),
    "task_teach": ("Aulas", "Lessons"),
    "task_sample": ("Amostras", "Samples"),
    "task_detect": ("Partidas de Detetive", "Detective games"),
    "task_render": ("Desenhos", "Drawings"),
    "one_classify": ("Classificação", "Classification"),
    "one_teach": ("Aula", "Lesson"),
    "one_sample": ("Amostras", "Samples"),
    "one_detect": ("Partida de Detetive", "Detective game"),
    "one_render": ("Desenho", "Drawing"),
    "drawing": ("desenho", "drawing"),
    # Imagens
    "tab_images": ("Imagens", "Pictures"),
}
