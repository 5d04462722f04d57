import SentryProtocol
import Testing

@testable import Grouping

@Suite("Cleaning of names")
struct CleaningTests {
    private func function(_ name: String, _ platform: String) -> String {
        var frame = Frame()
        frame.function = name
        return String(bytes: FunctionName.cleaned(frame, platform: Platform(named: platform)))
    }

    @Test(
        "functions lose what compilers add",
        arguments: [
            ("java", "lambda$run$3", "lambda$run"), ("java", "onCreate$lambda-3", "onCreate$lambda-"),
            ("kotlin", "x$lambda$2", "x$lambda"), ("java", "access$100", "access$"),
            ("scala", "$anonfun$run$3", "$anonfun$run"), ("scala", "$anonfun$run$3$adapted", "$anonfun$run"),
            ("java", "run", "run"),
            ("ruby", "block (2 levels) in call", "block in call"),
            ("ruby", "rescue in block (3 levels) in x", "rescue in block in x"),
            ("ruby", "_app_views_show_html_erb__3021883911924820_70211283310", "_app_views_show_html_erb"),
            ("php", "class@anonymous\u{0}/srv/a.php:21$0::export", "export"),
            ("php", "class@anonymous\u{0}/srv/a.php:21$0", ""),
            ("php", "App\\Job@anonymous\u{FFFD}/srv/a.php:2$1::run", "run"),
            ("php", "{closure:Foo::bar():33}", "{closure:Foo::bar()}"),
            ("php", "{closure:/srv/r12/web.php:10}", "{closure:web.php}"), ("php", "[Anonymous function]", ""),
            ("go", "handle.func1.2", "handle.func"), ("go", "run.gowrap1", "run.func"), ("go", "Map[...]", "Map"),
            ("go", "(*Store).Put", "(*Store).Put"), ("csharp", "<Run>d__5.MoveNext", "Run"),
            ("csharp", "<Run>b__5_1", "Run.lambda"),
            ("csharp", "<Main>g__Local|0_1", "Main.Local"), ("csharp", "Start (int x)", "Start"),
            ("csharp", "Foo<T>.Bar", "Foo<T>.Bar"), ("elixir", "anonymous fn/1 in Shop.rate/1", "fn in Shop.rate/1"),
            ("elixir", "Shop.-rate/1-fun-3-/2", "Shop.-rate/1-fun-/2"),
            ("javascript", "async Layer.handle [as x]", "handle"),
            ("node", "new Foo", "Foo"), ("javascript", "Object.<anonymous>", ""), ("javascript", "foo/<", ""),
            ("javascript", "?", ""), ("python", "<lambda>", "<lambda>"), ("dart", "A.b.<fn>", "A.b.<fn>"),
            ("native", "<redacted>", ""), ("cocoa", "__12-[A b]_block_invoke_3", "-[A b]_block"),
            ("cocoa", "___run_block_invoke.641", "___run_block"), ("native", "f(int) [clone .isra.0]", "f"),
            ("native", "f.llvm.123", "f"), ("native", "a::{{closure}}::hdeadbeefcafef00d", "a::closure"),
        ])
    func functions(platform: String, name: String, expected: String) {
        #expect(function(name, platform) == expected)
    }

    @Test(
        "native signatures are reduced to the function's name",
        arguments: [
            ("player::Engine::run(player::Options const&)", "player::Engine::run"),
            ("std::vector<int, std::allocator<int> >::operator[](unsigned long)", "std::vector<T>::operator[]"),
            ("unsigned int a::b(int) const", "a::b"), ("void f<a, b>(c) &", "f<T>"),
            ("bool operator<(A, B)", "operator<"), ("a::operator()(int)", "a::operator()"),
            ("std::ostream& operator<< <char>(x)", "operator<< <T>"), ("A* B::operator->() const", "B::operator->"),
            ("<a::Row as core::TryFrom<&str>>::try_from::h00aa11bb22cc33dd", "a::Row::try_from"),
            ("<T as a::Show>::show", "a::Show::show"), ("a::{lambda(int)#2}::operator()(int)", "a::lambda::operator()"),
            ("?A0xc3a0617d::crash", "`anonymous namespace'::crash"),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("App.Orders.create(req: Vapor.Request) async throws -> App.Order", "App.Orders.create"),
            ("static A.decode(_: Data) throws -> B", "A.decode"),
            ("thunk for @escaping @callee_guaranteed () -> ()", "closure"),
            ("closure #1 (Swift.Int) -> () in App.Orders.create(req: Vapor.Request) throws -> ()", "App.Orders.create"),
            ("closure #2 in App.run() -> ()", "App.run"),
            ("implicit closure #1 () throws -> Swift.Bool in App.check(Swift.Int)", "App.check"),
            ("gwd[5f3e2d1c0b9a8877]::route::dispatch", "gwd::route::dispatch"), ("a[b]::c", "a[b]::c"),
            ("memcpy@@GLIBC_2.14", "memcpy"), ("_foo@12", "_foo"), ("-[A b:c:]", "-[A b:c:]"), ("<<<", "<<<"),
        ])
    func nativeNames(signature: String, expected: String) {
        #expect(String(bytes: NativeFunctionName.trimmed(Array(signature.utf8))) == expected)
    }

    @Test(
        "classes lose generated tails",
        arguments: [
            ("a.Job$$Lambda$412/0x00007f10a8123c58", "a.Job"), ("a.S$$EnhancerBySpringCGLIB$$1b3d5f70", "a.S"),
            ("a.S$$SpringCGLIB$$0", "a.S"), ("a.C$$EnhancerByGuice$$11aa$$FastClassByGuice$$99", "a.C"),
            ("a.E_$$_javassist_seam_74", "a.E"), ("a.User$HibernateProxy$oRWxjAWT", "a.User"),
            ("a.B$ByteBuddy$x1", "a.B"),
            ("a.B$MockitoMock$123", "a.B"), ("com.sun.proxy.$Proxy123", "com.sun.proxy.$Proxy"),
            ("jdk.proxy3.$Proxy51", "jdk.proxy.$Proxy"),
            ("a.b$fn__12811", "a.b$fn"), ("a.b$reify__77", "a.b$reify"), ("a.B$$ExternalSyntheticLambda3", "a.B"),
            ("a.B$1", "a.B$1"),
            ("sun.reflect.GeneratedMethodAccessor42", "sun.reflect.GeneratedMethodAccessor"),
            ("jdk.internal.reflect.GeneratedConstructorAccessor7", "jdk.internal.reflect.GeneratedConstructorAccessor"),
        ])
    func modules(name: String, expected: String) {
        #expect(String(bytes: ModuleName.java(Array(name.utf8))) == expected)
    }

    @Test(
        "bundles lose the hash in their name",
        arguments: [
            ("main.5d41402a.js", "main.<hash>.js"), ("index-DbQ2xY9p.js", "index-<hash>.js"),
            ("page-8f3a2b1c9d0e4f56.js", "page-<hash>.js"),
            ("index-DbQxYsKp.js", "index-<hash>.js"), ("index-UserCard.js", "index-UserCard.js"),
            ("UserCard.js", "UserCard.js"), ("DbQxYsKp.js", "DbQxYsKp.js"), ("chunk-5K3YQX2F.js", "chunk-<hash>.js"),
            ("index-B_7xK-2a.js", "index-<hash>.js"), ("my-page1.js", "my-page1.js"),
            ("react-dom.production.min.js", "react-dom.production.min.js"),
            ("chart-renderUI.js", "chart-renderUI.js"), ("chart-updateUI.js", "chart-updateUI.js"),
            ("user-parseURL.js", "user-parseURL.js"), ("user-parseXML.js", "user-parseXML.js"),
            ("index-HTMLPage.js", "index-HTMLPage.js"), ("index-UIButton.js", "index-UIButton.js"),
            ("chunk-QWERTZUI.js", "chunk-<hash>.js"), ("index-aBcDefGh.js", "index-<hash>.js"),
            ("index-ABcdefgh.js", "index-<hash>.js"), ("index-Abcdefgh.js", "index-Abcdefgh.js"),
            ("app", "app"), ("main.3f2a1b9c.chunk.js", "main.<hash>.chunk.js"),
        ])
    func bundles(name: String, expected: String) {
        #expect(String(bytes: FileName.hidingHashes(Array(name.utf8))) == expected)
    }
}
