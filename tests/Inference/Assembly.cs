[assembly: AssemblyFixture(typeof(TinyBundleFixture))]
