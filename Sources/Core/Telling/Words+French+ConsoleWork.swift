internal import Vocabulary

/// What the console says in French about the work of a team: evidence, retiring, logos, who was told.
extension LanguagePack {
    static let frenchConsoleWork: [ConsolePhrase: String] = [
        // The start of an impact, from evidence.
        .startUnknown: "Personne ne le sait encore",
        .startMeasured: "Mesuré : sondes, trafic, journaux",
        .startStated: "Un prestataire le dit",
        .startSeen: "Quelqu’un l’a vu ou nous l’a dit",
        .startAt: "L’heure",
        .startEvidenceHint: "Quelle alerte, quel graphique, qui.",
        .originField: "D’où cela vient",
        .problemStartSource: "Une heure ou une preuve est donnée : choisissez d’où elle vient, ou videz-les.",
        .declareWordFits: "Celle qui convient à ce que l’on sait",
        .phaseReported: "Signalé, début pas encore connu",
        // Taking out of use.
        .retire: "Retirer",
        .retireOf: "Retirer {name}",
        .retireLead:
            "Les pages ne le montrent plus et rien de nouveau ne peut le nommer. Ce qui fut dit reste, et l’on peut revenir en arrière.",
        .takeBack: "Remettre en service",
        .takeBackOf: "Remettre {name} en service",
        .retiredNow: "Retiré",
        .retiredTitle: "Retirés ({n})",
        .doneRetired: "C’est retiré.",
        .doneTakenBack: "C’est de nouveau en service.",
        // How a brand looks, and groups of components.
        .brandDarkColour: "Couleur sur fond sombre",
        .brandDarkColourHint: "Vide : la même, là où elle se lit.",
        .brandContrast: "Contraste du texte : {light} sur fond clair, {dark} sur fond sombre ; il en faut 4,5.",
        .groupNumber: "Groupe {n} de composants",
        .groupHint: "Les pages de toutes les marques ont ces groupes, sauf si une marque a ses propres sections.",
        .logoTitle: "Logo",
        .logoNone: "Aucun : ses pages ne disent que le nom.",
        .logoFile: "Image",
        .logoHint: "PNG, JPEG, GIF, WebP, ou SVG de formes et de mots seulement ; 256 Kio au plus.",
        .logoSend: "La voir d’abord",
        .logoPreview: "Telle que ses pages la montreraient, clair et sombre. Rien n’a encore changé.",
        .logoUse: "La mettre sur les pages",
        .logoRemove: "Enlever le logo",
        .logoOf: "Logo de {name}",
        .doneLogo: "Le logo est sur ses pages.",
        .doneLogoRemoved: "Ses pages ne montrent plus de logo.",
        .problemLogoMissing: "Choisissez une image.",
        // Who was told, and what was learned as readers see it.
        .toldTitle: "Qui a été informé",
        .toldNobody: "Personne n’est abonné à ce qui a été dit jusqu’ici.",
        .toldNothing: "Rien dont les abonnés sont informés n’a encore été dit.",
        .toldCount: "{told} sur {all} informés",
        .toldWaiting: "{n} en attente",
        .toldDead: "{n} abandonnés",
        .toldSkipped: "{n} plus à informer",
        .toldPostmortem: "Bilan",
        .toldOpen: "L’avancement seul",
        .toldGivenUp: "Ce qui fut abandonné, et pourquoi",
        .postmortemLead:
            "Ce qui est saisi ci-dessus, tel que les lecteurs de chaque marque le verraient. Rien n’est enregistré.",
        .postmortemSaved: "Le brouillon enregistré, tel que les lecteurs de chaque marque le verraient.",
        .postmortemInside: "En interne : avec les responsables et ce que seule l’équipe lit",
        .partServices: "Services",
        .partActions: "Actions",
        .nothingWritten: "Rien n’est encore écrit ici.",
        // Rights.
        .rightAlertsRead: "Voir qui est alerté, et ce qu’il en advint",
        // Did they get it.
        .deliveriesTitle: "Ce qui leur fut dit",
        .deliveriesOpen: "L’ont-ils reçu ?",
        .deliveriesOf: "Ce qui fut dit à {address}",
        .deliveriesNone: "Aucun des messages regardés n’était pour eux.",
        .deliveriesOlder: "Messages plus anciens",
        .deliveryTold: "Remis à {clock}",
        .deliverySkipped: "Non envoyé, à {clock} : désabonné, ou d’autres mots l’avaient remplacé",
        .deliveryDead: "Abandonné à {clock} après {n} essais",
        .deliveryWaiting: "Encore à envoyer",
        // Words that others took the place of.
        .deliveryReplaced: "Non envoyé : d’autres mots l’ont remplacé",
        // Where a time is from.
        .timeFrom: "{label} : d’où elle vient",
        .timeNow: "Maintenant : c’est cette minute",
        .timeTyped: "L’heure saisie ici",
        .problemTimeTwoWays: "Une heure est choisie et une autre est saisie : n’en laissez qu’une.",
        .doneTakenBackWaits: "C’est repris, et ne peut pas encore être dit : ses mots attendent une seconde personne.",
        // A forgotten password.
        .forgottenLink: "Mot de passe oublié\u{202F}?",
        .forgottenTitle: "Mot de passe oublié",
        .forgottenLead:
            "Donnez l’adresse avec laquelle vous vous connectez. Si quelqu’un de cette adresse travaille ici, un courriel le mène là où se choisit un nouveau mot de passe.",
        .forgottenSend: "Envoyer le courriel",
        .doneForgotten:
            "Si quelqu’un de cette adresse travaille ici, un courriel est en route. Son lien sert une fois, pendant une demi-heure.",
        .forgottenMailTitle: "Un nouveau mot de passe",
        .forgottenMailText:
            "{name}, quelqu’un a demandé un nouveau mot de passe pour votre compte. Si c’était vous, suivez le lien dans les {span}\u{202F}: il sert une fois et termine toutes vos sessions\u{202F}; votre second facteur reste. Sinon, ne faites rien\u{202F}: rien n’a changé.",
    ]
}
