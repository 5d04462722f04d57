import Markup
import Pages
import SentryProtocol
import Storage
import Testing

@Suite("Pages about tags")
struct TagsPageTests {
    @Test("look as reviewed", arguments: Language.allCases)
    func snapshot(language: Language) throws {
        try expectSnapshot(tagsPage(Samples.tagsModel(language)), named: "tags-\(language.rawValue)")
        let one = Samples.tagsModel(language, tags: [Samples.tags[0]], key: "url", text: "shop")
        try expectSnapshot(tagPage(one), named: "tag-\(language.rawValue)")
    }

    @Test("a value leads to the issues that have it, and to those that do not, whatever is in it")
    func links() throws {
        for tag in Samples.tags {
            for value in tag.top {
                for isNegated in [false, true] {
                    let text = SearchText.filter(tag.key, value.value, isNegated: isNegated)
                    let term = SearchTerm(
                        .event(.tag(TagKey(tag.key), .text(.anyOf([value.value])))), isNegated: isNegated)
                    #expect(try SearchQuery(parsing: text).terms == [term])
                }
            }
        }
    }

    @Test(
        "filters of keys that mean something else are written as tags",
        arguments: ["title", "is", "user.id", "my key", "a:b"])
    func names(key: String) throws {
        let terms = try SearchQuery(parsing: SearchText.filter(key, "x")).terms
        #expect(terms == [SearchTerm(.event(.tag(TagKey(key), .text(.anyOf(["x"])))))])
    }

    @Test("the search field offers filters added to what is searched")
    func suggestions() {
        let page = issueListPage(Samples.list(state: IssueListState(query: "is:unresolved timeout"))).description
        #expect(page.contains("<datalist id=\"query-words\">"))
        #expect(page.contains("is:unresolved timeout browser:&#34;Firefox 121.0&#34;"))
    }
}
