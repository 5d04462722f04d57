import Markup

/// What a browser and a password manager should make of a field.
enum FieldKind {
    case name, email, password, newPassword

    fileprivate var attributes: HTML {
        switch self {
        case .name: "type=\"text\" autocomplete=\"name\" maxlength=\"128\""
        case .email:
            "type=\"email\" autocomplete=\"username\" maxlength=\"254\" autocapitalize=\"off\" spellcheck=\"false\""
        case .password: "type=\"password\" autocomplete=\"current-password\" maxlength=\"1024\""
        case .newPassword: "type=\"password\" autocomplete=\"new-password\" maxlength=\"1024\""
        }
    }
}

/// A label, its field, and beside it what was wrong.
func field(_ name: String, _ label: String, _ kind: FieldKind, _ value: String, _ problem: String?, hint: String? = nil)
    -> HTML
{
    let note: HTML? =
        if let problem {
            "<small class=\"wrong\" id=\"\(name)-note\">\(problem)</small>"
        } else {
            hint.map { "<small class=\"muted\" id=\"\(name)-note\">\($0)</small>" }
        }
    return """
        <label for="\(name)">\(label)</label>\
        <input id="\(name)" name="\(name)" \(kind.attributes) value="\(value)" required\
        \(when(problem != nil, " aria-invalid=\"true\""))\
        \(when(note != nil, " aria-describedby=\"\(name)-note\""))>\(note)
        """
}

/// What was wrong with a whole form.
func formProblem(_ text: String?) -> HTML? { text.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" } }
