"""Passages, honest reformulations of them and lies about them, written by hand."""

from knowledge.documents import Document, Kind, Passage, Status
from knowledge.writing.synthesis import Source

RULES = Document("reglement", "Règlement", Kind.SPECIFICATIONS)
DRAFT = Document("projet", "Projet de règlement", Kind.BILL, Status.DRAFT)


def source(text: str, key: str = "P1", document: Document = RULES, headings: tuple[str, ...] = ()) -> Source:
    """Return a passage as a source."""
    return Source(key, document, Passage(f"d:{key}", document.id, 0, text, headings), text)


FILING = source(
    "Les dossiers de candidature doivent être déposés avant le 28 février 2020 à 17 heures sur la "
    "plateforme. "
    "Le jury se réunira le mardi 24 mars 2020 pour sélectionner les projets et les "
    "résultats seront publiés en avril 2020. "
    "Les dossiers incomplets ne sont pas examinés. "
    "Pour toute question, les candidats peuvent écrire à contact@exemple.gouv.fr."
)
MONEY = source(
    "L’État accorde à la région une subvention de 500 000 euros au plus pour 10 000 heures de formation. "
    "L’aide est versée aux associations qui emploient moins de dix salariés, sauf en Corse. "
    "Le pôle territorial de coopération économique (PTCE) retenu reçoit une aide de trois millions d’euros. "
    "En outre, la région peut également prendre en charge la moitié des frais."
)
EXCEPTED = source(
    "Les associations sont éligibles. Toutefois, celles qui ont plus de cent salariés ne le sont pas."
)
OPEN = source(
    "Le présent appel à projets est ouvert jusqu’au vendredi 28 février 2020, 17h00. "
    "Il s’adresse aux communes. "
    "Une avance de 30 % est versée."
)
CALL = source(
    "Seules les communes de plus de 2 000 habitants pourront candidater. "
    "Claire DURAND, ministre déléguée chargée du numérique, a lancé le programme le 3 mars 2019 à Lyon. "
    "Le maire peut déléguer sa signature si le conseil l’autorise. "
    "Le conseil pourrait prolonger le programme. "
    "La convention est signée par le préfet et le maire est informé par courrier. "
    "Une avance de 30 % est versée, ce qui permet de lancer les travaux. "
    "Conformément à l’article 12 de la loi n° 2014-856, chaque commune doit désigner un référent."
)
LIST = source(
    "Ne sont pas éligibles :\n– Les projets qui sont portés par une entreprise.\n"
    "– Les projets terminés avant le dépôt.\n"
    "Selon le député, « le programme est un succès. Le jury retient tous les projets. »"
)
EVERY = (FILING, MONEY, EXCEPTED, OPEN, CALL, LIST)

HONEST = (
    (FILING, "Les dossiers de candidature doivent être déposés avant le 28 février 2020 à 17 h."),
    (
        FILING,
        "Les dossiers de candidature doivent être déposés avant le 28 février 2020 à 17h00 sur "
        "la plateforme.",
    ),
    (FILING, "Le jury se réunira le 24 mars 2020."),
    (FILING, "Le jury se réunira le 24 mars 2020 pour sélectionner les projets."),
    (FILING, "Les résultats seront publiés en avril 2020."),
    (FILING, "Les dossiers incomplets ne sont pas examinés."),
    (
        MONEY,
        "L'État accorde à la région une subvention de 500 000 € au maximum pour 10 000 heures de formation.",
    ),
    (MONEY, "L’aide est versée aux associations qui emploient moins de 10 salariés, sauf en Corse."),
    (MONEY, "Le PTCE retenu reçoit une aide de 3 millions d’euros."),
    (MONEY, "Le PTCE retenu reçoit une aide de 3 000 000 €."),
    (MONEY, "La région peut prendre en charge la moitié des frais."),
    (
        EXCEPTED,
        "Les associations sont éligibles. Toutefois, celles qui ont plus de 100 salariés ne le sont pas.",
    ),
    (OPEN, "L’appel à projets est ouvert jusqu’au 28 février 2020, 17 heures. Il s’adresse aux communes."),
)
HONEST_KEPT_ASIDE = (
    (FILING, "Le dépôt des dossiers se fait sur la plateforme avant le 28 février 2020 à 17 heures."),
    (FILING, "Les dossiers doivent être déposés avant le 28 février 2020 à 17 heures."),
    (OPEN, "L’appel à projets est ouvert jusqu’au vendredi 28 février 2020 à 17 heures."),
    (
        OPEN,
        "L’appel à projets est ouvert jusqu’au vendredi 28 février 2020 à 17 heures. "
        "Il s’adresse aux communes.",
    ),
    (CALL, "Claire Durand a lancé le programme le 3 mars 2019."),
    (CALL, "Claire DURAND a lancé le programme le 3 mars 2019 à Lyon."),
    (CALL, "La convention est signée par le préfet."),
    (CALL, "Le maire est informé par courrier."),
    (CALL, "Une avance de 30 % est versée."),
    (CALL, "Une avance de 30 pour cent est versée."),
    (CALL, "Chaque commune doit désigner un référent."),
    (MONEY, "La région peut aussi financer la moitié des frais."),
    (MONEY, "La subvention est de 500 000 euros au plus."),
)

LIES = (
    (FILING, "Les dossiers doivent être déposés après le 28 février 2020."),
    (FILING, "Les dossiers doivent être déposés avant le 29 février 2020."),
    (FILING, "Les dossiers doivent être déposés avant le 28 mars 2020."),
    (FILING, "Les dossiers doivent être déposés avant le 28 février 2021."),
    # True, yet without the hour: who reads it comes at 18 hours.
    (FILING, "Les dossiers doivent être déposés avant le 28 février 2020."),
    (FILING, "Les dossiers de candidature doivent être déposés avant le 28 février 2020."),
    (FILING, "Les dossiers de candidature doivent être déposés avant le 28 février 2020 sur la plateforme."),
    # A file is not always an application.
    (FILING, "Les dossiers de candidature incomplets ne sont pas examinés."),
    (FILING, "Les dossiers peuvent être déposés avant le 28 février 2020."),
    (FILING, "Les dossiers doivent être déposés avant le 28 février 2020 à 18 heures."),
    (FILING, "Les dossiers ne doivent pas être déposés avant le 28 février 2020."),
    (FILING, "Les dossiers doivent être déposés sur la plateforme."),
    (FILING, "Les dossiers doivent être déposés avant le 28 février 2020 par courriel."),
    (FILING, "Les dossiers incomplets sont examinés."),
    (FILING, "Les dossiers ne sont pas examinés."),
    (FILING, "Le jury se réunira le mercredi 24 mars 2020."),
    (FILING, "Le jury se réunira en avril 2020."),
    (FILING, "Le jury pourrait se réunir le 24 mars 2020."),
    (FILING, "Les résultats seront publiés le 24 mars 2020."),
    (FILING, "Les projets se réuniront le mardi 24 mars 2020 pour sélectionner le jury."),
    (FILING, "Pour toute question, les candidats peuvent écrire à contact@exemple.com."),
    # True, yet an address is for the quotation alone: apps make links of it.
    (FILING, "Pour toute question, les candidats peuvent écrire à contact@exemple.gouv.fr."),
    (FILING, "Pour toute question, les candidats doivent écrire à contact@exemple.gouv.fr."),
    (MONEY, "L’État accorde à la région une subvention de 500 000 euros."),
    (
        MONEY,
        "L’État accorde à la région une subvention de 500 000 euros au moins pour 10 000 heures "
        "de formation.",
    ),
    (
        MONEY,
        "L’État accorde à la région une subvention de 10 000 euros au plus pour 500 000 heures de formation.",
    ),
    (
        MONEY,
        "La région accorde à l’État une subvention de 500 000 euros au plus pour 10 000 heures de formation.",
    ),
    (MONEY, "10 pôles recevront 500 000 €."),
    (MONEY, "L’aide est versée aux associations."),
    (MONEY, "L’aide est versée aux associations qui emploient moins de dix salariés."),
    (MONEY, "L’aide est versée aux associations qui emploient plus de dix salariés, sauf en Corse."),
    (MONEY, "L’aide est versée aux associations qui emploient moins de douze salariés, sauf en Corse."),
    (MONEY, "L’aide n’est versée qu’aux associations qui emploient moins de dix salariés, sauf en Corse."),
    (MONEY, "Le pôle territorial retenu reçoit une aide de trois milliards d’euros."),
    (MONEY, "Le PTCE reçoit une aide de trois millions d’euros."),
    (MONEY, "Le PTCE retenu reçoit trois aides de un million d’euros."),
    (MONEY, "Chaque PTCE retenu reçoit une aide de trois millions d’euros."),
    (MONEY, "La région doit prendre en charge la moitié des frais."),
    (MONEY, "La région peut prendre en charge le double des frais."),
    (MONEY, "La région prend en charge la moitié des frais."),
    (EXCEPTED, "Les associations sont éligibles."),
    (EXCEPTED, "Toutes les associations sont éligibles."),
    (EXCEPTED, "Les associations sont inéligibles."),
    (EXCEPTED, "Toutefois, celles qui ont plus de cent salariés ne le sont pas."),
    (EXCEPTED, "Celles qui ont plus de cent salariés ne le sont pas."),
    (EXCEPTED, "Votre association est éligible."),
)
LIES_KEPT_ASIDE = (
    (OPEN, "L’appel à projets est ouvert jusqu’au 28 février 2020. Il s’adresse aux communes."),
    (OPEN, "L’appel à projets est ouvert jusqu’au vendredi 28 février 2020."),
    (CALL, "Seules les communes de plus de 2 000 habitants peuvent candidater."),
    (OPEN, "L’appel à projets est ouvert à partir du vendredi 28 février 2020, 17h00."),
    (OPEN, "L’appel à projets est ouvert."),
    (OPEN, "Il s’adresse aux communes."),
    (OPEN, "L’appel à projets s’adresse aux communes et aux associations."),
    (
        CALL,
        "Paul DURAND, ministre déléguée chargée du numérique, a lancé le programme le 3 mars 2019 à Lyon.",
    ),
    (CALL, "Claire DURAND a lancé le programme le 3 mars 2019 à Paris."),
    (CALL, "Claire DURAND a lancé le programme numérique le 3 mars 2019."),
    (CALL, "Les communes de plus de 2 000 habitants pourront candidater."),
    (CALL, "Seules les communes pourront candidater."),
    (CALL, "Seules les communes de moins de 2 000 habitants pourront candidater."),
    (CALL, "Seules les communes de plus de 2 000 habitants devront candidater."),
    (CALL, "Le maire peut déléguer sa signature."),
    (CALL, "Le conseil peut déléguer sa signature si le maire l’autorise."),
    (CALL, "Le maire doit déléguer sa signature si le conseil l’autorise."),
    (CALL, "Le conseil peut prolonger le programme."),
    (CALL, "Le conseil va prolonger le programme."),
    (CALL, "La convention est signée par le maire."),
    (CALL, "Le maire est signé par le préfet."),
    (CALL, "La convention est signée par le préfet par courrier."),
    (CALL, "Une avance de 30 euros est versée."),
    (CALL, "Une avance de 30 % permet de lancer les travaux."),
    (CALL, "Une avance est versée."),
    (CALL, "Conformément à l’article 13 de la loi n° 2014-856, chaque commune doit désigner un référent."),
    (CALL, "Certaines communes doivent désigner un référent."),
    (CALL, "Conformément à l’article 12 de la loi n° 2014-856, chaque commune peut désigner un référent."),
    (LIST, "Les projets qui sont portés par une entreprise."),
    (LIST, "Les projets terminés avant le dépôt sont éligibles."),
    (LIST, "Le jury retient tous les projets."),
    (LIST, "Le programme est un succès."),
)
